package org.leasehold.agent.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.agent.vm.BadDefinitionException;
import org.leasehold.agent.vm.DefinitionFacts;
import org.leasehold.agent.vm.DefinitionFacts.Disk;
import org.leasehold.agent.vm.DefinitionFacts.LocalFile;
import org.leasehold.agent.vm.Definitions;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.sanlock.ResourceAt;

/// What is read from domain XML, and what is put into it and taken out.
class DomainXmlTest {
  private static final VmId VM = new VmId("6e1a5a5e-0000-4000-8000-0000000000aa");
  private static final String XML =
      """
      <domain type='kvm' id='3'>
        <name>mail</name>
        <uuid>6E1A5A5E-0000-4000-8000-0000000000AA</uuid>
        <memory unit='MiB'>2048</memory>
        <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type><nvram>/var/lib/nvram</nvram></os>
        <on_crash>restart</on_crash>
        <on_lockfailure>pause</on_lockfailure>
        <devices>
          <emulator>/usr/bin/qemu-system-x86_64</emulator>
          <disk type='file' device='disk'>
            <driver name='qemu' type='qcow2' cache='none' error_policy='stop'/>
            <source file='/srv/mail.qcow2'/><target dev='vda' bus='virtio'/>
          </disk>
          <disk type='block' device='disk'>
            <driver cache='writeback'/><source dev='/dev/vg/data'/><target dev='vdb'/><shareable/>
          </disk>
          <disk type='file' device='cdrom'><target dev='sda'/><readonly/></disk>
          <interface type='bridge'>
            <mac address='52:54:00:00:00:01'/><source bridge='br0'/>
          </interface>
          <interface type='network'><source network='default'/></interface>
        </devices>
      </domain>
      """;
  private static final ResourceAt LEASE =
      new ResourceAt(
          new LockspaceName("space"), VM.lease(), new LeasePlace(Path.of("/srv/xl"), 5 << 20));

  private final DomainXml definitions = new DomainXml();

  @TempDir Path folder;

  @Test
  void everythingNeededIsRead() throws Exception {
    assertEquals(
        new DefinitionFacts(
            VM,
            "mail",
            2048,
            "pc-q35-7.2",
            "x86_64",
            "kvm",
            "/usr/bin/qemu-system-x86_64",
            "",
            List.of(
                new Disk("vda", "file", "/srv/mail.qcow2", "none", "stop", false, false),
                new Disk("vdb", "block", "/dev/vg/data", "writeback", "", false, true),
                new Disk("sda", "file", "", "", "", true, false)),
            List.of(),
            List.of("br0"),
            List.of("default"),
            List.of(new LocalFile("NVRAM", "/var/lib/nvram", false)),
            List.of()),
        definitions.facts(XML));
    assertEquals(
        new DiskSet(List.of("/srv/mail.qcow2", "/dev/vg/data"), false),
        definitions.facts(XML).diskSet());
  }

  @Test
  void theLeaseIsPutInOnceAndTakenOutAgain() throws Exception {
    var once = definitions.withLease(XML, LEASE);
    var other =
        new ResourceAt(LEASE.lockspace(), LEASE.lease(), new LeasePlace(Path.of("/b/xl"), 1 << 20));
    var twice = definitions.withLease(once, other);
    assertEquals(List.of(LEASE), definitions.facts(once).leases());
    assertEquals(List.of(other), definitions.facts(twice).leases());
    assertEquals(other, Definitions.leaseOf(definitions.facts(twice)).orElseThrow());
    assertEquals(List.of(), definitions.facts(definitions.withoutLease(twice, VM)).leases());
  }

  @Test
  void aCrashEndsTheVmAndALostLeaseIsSanlocksBusiness() throws Exception {
    var started = definitions.withLease(XML, LEASE);
    assertTrue(started.contains("<on_crash>destroy</on_crash>"), started);
    assertFalse(started.contains("restart"), started);
    assertFalse(started.contains("on_lockfailure"), started);
  }

  @Test
  void aPathSanlockCannotNameIsRefusedWithOneSentence() {
    for (var path : List.of("/srv/with space/xl", "relative/xl", "/srv/a:b", "/srv/ü")) {
      var place = new LeasePlace(Path.of(path), 1 << 20);
      var refused =
          assertThrows(
              BadDefinitionException.class,
              () ->
                  definitions.withLease(
                      XML, new ResourceAt(LEASE.lockspace(), LEASE.lease(), place)));
      assertEquals(
          "the volume's path must be absolute, at most 1023 characters, without spaces and colons: '%s'; mount it elsewhere"
              .formatted(path),
          refused.sentence());
    }
  }

  @Test
  void aLeaseOfAnotherVmIsRefused() {
    var foreign = new ResourceAt(LEASE.lockspace(), new VmId("other").lease(), LEASE.place());
    var refused =
        assertThrows(BadDefinitionException.class, () -> definitions.withLease(XML, foreign));
    assertEquals("lease other is not the one of VM mail (%s)".formatted(VM), refused.sentence());
  }

  @Test
  void nothingOutsideTheTextIsEverRead() throws Exception {
    var secret = Files.writeString(folder.resolve("secret"), "hunter2");
    var entity =
        "<!DOCTYPE domain [<!ENTITY s SYSTEM '%s'>]>".formatted(secret.toUri())
            + XML.replace("mail<", "&s;<");
    var bomb = "<!DOCTYPE d [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>" + XML;
    for (var xml : List.of(entity, bomb, "<!DOCTYPE domain SYSTEM 'http://10.0.0.1/x'>" + XML)) {
      var refused = assertThrows(BadDefinitionException.class, () -> definitions.facts(xml));
      assertTrue(refused.sentence().contains("DOCTYPE is disallowed"), refused.sentence());
    }
  }

  @Test
  void deepAndHugeTextsAreRefused() {
    var deep = "<domain>".repeat(2000) + "</domain>".repeat(2000);
    var huge = "<domain>" + " ".repeat(1 << 20) + "</domain>";
    for (var xml : List.of(deep, huge)) {
      assertThrows(BadDefinitionException.class, () -> definitions.facts(xml));
    }
  }

  /// Whatever is read, it ends with facts or with one sentence.
  @Test
  void brokenTextsEndWithASentence() {
    var chance = new Random(42);
    int read = 0;
    for (int run = 0; run < 3000; run++) {
      var text = new StringBuilder(XML);
      for (int i = 0; i <= chance.nextInt(4); i++) {
        int at = chance.nextInt(text.length());
        switch (chance.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, (char) (32 + chance.nextInt(95)));
          default -> text.setCharAt(at, (char) chance.nextInt(0x3000));
        }
      }
      try {
        definitions.facts(text.toString());
        read++;
      } catch (BadDefinitionException e) {
        assertFalse(e.sentence().isEmpty());
      }
    }
    assertTrue(read > 100 && read < 2900, "of 3000 broken texts " + read + " were read");
  }

  @Test
  void whatLibvirtAddsIsNoDrift() throws Exception {
    var live =
        definitions
            .withLease(XML, LEASE)
            .replace("<target dev='vdb'/>", "<target dev='vdb'/><alias name='disk1'/>")
            .replace("id='3'", "id='9'");
    assertEquals("", definitions.drift(XML, live));
  }

  /// What people write, and what libvirt makes of it.
  @Test
  void sizesAndMachinesInLibvirtsOwnWordsAreNoDrift() throws Exception {
    var written =
        "<domain><memory unit='MiB'>128</memory><os><type machine='pc'>hvm</type></os></domain>";
    var live =
        "<domain><memory unit='KiB'>131072</memory><os><type machine='pc-i440fx-7.2'>hvm</type></os></domain>";
    assertEquals("", definitions.drift(written, live));
    assertEquals("", definitions.drift(written.replace(" unit='MiB'>128", ">131072"), live));
    assertEquals(
        """
        domain/memory: defined as '262144 KiB', live '131072 KiB'
        domain/os/type@machine: defined as 'q35', live 'pc-i440fx-7.2'\
        """,
        definitions.drift(written.replace("128", "256").replace("'pc'", "'q35'"), live));
  }

  @Test
  void thePortThatLibvirtChoseForADisplayIsNoDrift() throws Exception {
    var written =
        "<domain><devices><graphics type='vnc' port='-1' autoport='yes'/></devices></domain>";
    var live = written.replace("-1", "5900");
    assertEquals("", definitions.drift(written, live));
    assertEquals(
        "domain/devices/graphics@port: defined as '5901', live '5900'",
        definitions.drift(written.replace("-1", "5901"), live));
  }

  @Test
  void aChangedDiskAnotherDeviceAndAMissingOneAreDrift() throws Exception {
    var live =
        XML.replace("/srv/mail.qcow2", "/srv/mail.snap1")
            .replace(
                "</devices>",
                "<disk type='file' device='disk'><source file='/tmp/x'/><target dev='vdc'/></disk></devices>")
            .replace("<source bridge='br0'/>", "");
    assertEquals(
        """
        domain/devices/disk vda/source@file: defined as '/srv/mail.qcow2', live '/srv/mail.snap1'
        domain/devices/interface 52:54:00:00:00:01/source@bridge: defined as 'br0', live: none
        disk vdc: live, not defined\
        """,
        definitions.drift(XML, live));
  }

  @Test
  void aDefinitionFollowsWhatRunsAndKeepsAllElseAsItWasWritten() throws Exception {
    var inactive =
        XML.replace("/srv/mail.qcow2", "/srv/mail.snap1")
            .replace(
                "  <interface type='network'>",
                "  <disk type='file' device='disk'><source file='/srv/x'/><target"
                    + " dev='vdc'/></disk>\n      <interface type='network'>")
            .replace("<source bridge='br0'/>", "<source bridge='br1'/>")
            .replace(
                "    <disk type='file' device='cdrom'><target dev='sda'/><readonly/></disk>\n", "")
            .replace("<memory unit='MiB'>2048</memory>", "<memory unit='KiB'>4194304</memory>");
    var live = inactive.replace("</mac>", "</mac><alias name='net0'/>").replace("id='3'", "id='9'");
    var followed = definitions.followed(XML, new Definitions.Running(live, inactive), false);
    assertEquals("", definitions.drift(followed, live));
    assertEquals(
        """
        -   <memory unit="MiB">2048</memory>
        +   <memory unit="KiB">4194304</memory>
        -       <source file="/srv/mail.qcow2"/><target bus="virtio" dev="vda"/>
        +       <source file="/srv/mail.snap1"/><target bus="virtio" dev="vda"/>
        -     <disk device="cdrom" type="file"><target dev="sda"/><readonly/></disk>
        -       <mac address="52:54:00:00:00:01"/><source bridge="br0"/>
        +       <mac address="52:54:00:00:00:01"/><source bridge="br1"/>
        +     <disk device="disk" type="file"><source file="/srv/x"/><target dev="vdc"/></disk>\
        """,
        definitions.difference(XML, followed));
  }

  @Test
  void onlyWritableDisksThatAreElsewhereFollowWhereNothingElseIsWanted() throws Exception {
    var live =
        XML.replace("/srv/mail.qcow2", "/srv/mail.snap1")
            .replace("<target dev='sda'/>", "<source file='/iso'/><target dev='sda'/>")
            .replace("<driver cache='writeback'/>", "<driver cache='none'/>")
            .replace("<source bridge='br0'/>", "<source bridge='br1'/>");
    var followed = definitions.followed(XML, new Definitions.Running(live, live), true);
    assertEquals(
        """
        -       <source file="/srv/mail.qcow2"/><target bus="virtio" dev="vda"/>
        +       <source file="/srv/mail.snap1"/><target bus="virtio" dev="vda"/>\
        """,
        definitions.difference(XML, followed));
  }

  @Test
  void aDiskPluggedBeforeAnotherStandsBeforeItInTheDefinition() throws Exception {
    var defined =
        "<domain><devices><disk><source file='/b'/><target dev='vdb'/></disk></devices></domain>";
    var live =
        "<domain><devices><disk><source file='/a'/><target dev='vda'/></disk><disk><source"
            + " file='/b'/><target dev='vdb'/></disk></devices></domain>";
    for (boolean disksOnly : List.of(true, false)) {
      var followed = definitions.followed(defined, new Definitions.Running(live, live), disksOnly);
      assertTrue(followed.indexOf("/a") < followed.indexOf("/b"), followed);
      var unplugged =
          definitions.followed(live, new Definitions.Running(defined, defined), disksOnly);
      assertEquals("", definitions.drift(unplugged, defined));
    }
  }

  @Test
  void theDiffShowsOnlyWhatChanges() throws Exception {
    assertEquals(
        "-   <b/>\n+   <x/>",
        definitions.difference("<a>\n  <b/>\n  <c/>\n</a>", "<a>\n  <x/>\n  <c/>\n</a>"));
    assertEquals("", definitions.difference("<a x='1' b='2'/>", "<a b=\"2\" x=\"1\"></a>"));
  }
}
