package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.agent.lease.DiskLeaders;
import org.leasehold.agent.lease.LeaseLedger;
import org.leasehold.agent.libvirt.DomainXml;
import org.leasehold.agent.libvirt.LibvirtHypervisor;
import org.leasehold.agent.libvirt.PidFiles;
import org.leasehold.agent.report.OwnHealth;
import org.leasehold.agent.report.Reports;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.VmTopic;
import org.leasehold.core.sanlock.Patience;
import org.leasehold.core.sanlock.SocketSanlockClient;

/// Other definitions of a protected VM's disk (S6), on libvirt's test driver.
@Timeout(60)
class OtherDefinitionsTest {
  private static final LockspaceName SPACE = new LockspaceName("ls");

  @TempDir Path folder;
  private final VmId mail = new VmId(UUID.randomUUID().toString());
  private final VmId copy = new VmId(UUID.randomUUID().toString());
  private Path disk = Path.of("");
  private Path link = Path.of("");
  private Path cib = Path.of("");
  private LibvirtHypervisor hypervisor;
  private EventJournal journal;
  private VmTable table;
  private OtherDefinitions others;

  @BeforeEach
  void aHostThatKeepsTheDefinitionOfMail() throws Exception {
    disk = Files.createFile(folder.resolve("mail.raw"));
    link = Files.createSymbolicLink(folder.resolve("same.raw"), disk);
    cib = folder.resolve("cib.xml");
    hypervisor = new LibvirtHypervisor("test:///default", new PidFiles(Path.of("/nonexistent")));
    assertTrue(hypervisor.awaitConnected(Duration.ofSeconds(20)), "not connected");
    journal = EventJournal.open(folder, new AgentInstance(1), () -> 0);
    var store = DefinitionStore.open(folder);
    store.put(
        new VmTopic.Definition(
            mail,
            "mail",
            1,
            SPACE,
            xml(mail, "mail", ""),
            new DiskSet(List.of(disk.toString()), true)));
    table = new VmTable();
    others =
        new OtherDefinitions(
            new VmParts(
                hypervisor,
                new DomainXml(),
                new LeaseDesk(
                    new SocketSanlockClient(folder, Patience.DEFAULT),
                    new DiskLeaders(Duration.ofSeconds(1))),
                new LeaseLedger(folder.resolve("ledger")),
                store,
                new Fitness(folder),
                journal,
                new Reports(
                    new AgentInstance(1),
                    new BootId("boot"),
                    () -> 0,
                    Optional::empty,
                    new OwnHealth(() -> 0, () -> 0)),
                new BootId("boot"),
                _ -> Optional.empty()),
            table,
            new PacemakerVms(cib));
  }

  @AfterEach
  void cleanedUp() throws Exception {
    for (var vm : List.of(mail, copy)) {
      if (hypervisor.vm(vm).isPresent()) hypervisor.undefine(vm);
    }
    hypervisor.close();
    journal.close();
  }

  /// @param more inside the disk
  private String xml(VmId vm, String name, String more) {
    return xml(vm, name, disk, more, "");
  }

  private static String xml(VmId vm, String name, Path disk, String more, String device) {
    return """
    <domain type='test'>
      <name>%s</name>
      <uuid>%s</uuid>
      <memory unit='MiB'>64</memory>
      <os><type>hvm</type></os>
      <devices>
        <disk type='file' device='disk'>
          <driver name='qemu' type='raw' cache='none'/>
          <source file='%s'/><target dev='vda' bus='virtio'/>%s
        </disk>%s
      </devices>
    </domain>
    """
        .formatted(name, vm, disk, more, device);
  }

  private List<Finding> found() throws Exception {
    others.look(hypervisor.vms(), false);
    return others.findings();
  }

  private static String text(Path disk, VmId copy) {
    return "VM copy (%s, defined), which can write disk %s; undefine it, or take the disk away from it"
        .formatted(copy, disk);
  }

  @Test
  void anotherDomainWithItsDiskIsFoundAndAlarmedOnceUntilItIsGone() throws Exception {
    assertEquals(List.of(), found());
    hypervisor.define(xml(copy, "copy", ""));
    var finding = new Finding(Finding.Kind.OTHER_DEFINITION, mail, text(disk, copy));
    assertEquals(List.of(finding), found());
    assertEquals(List.of(finding), found());
    var events = journal.since(0, 10).events();
    assertEquals(
        List.of("vm.other-definition: its disks are also used by " + text(disk, copy)),
        events.stream().map(event -> event.id() + ": " + event.text()).toList());
    hypervisor.undefine(copy);
    assertEquals(List.of(), found());
  }

  @Test
  void aLinkDoesNotHideTheDisk() throws Exception {
    hypervisor.define(xml(copy, "copy", link, "", ""));
    assertEquals(
        List.of(new Finding(Finding.Kind.OTHER_DEFINITION, mail, text(link, copy))), found());
  }

  @Test
  void aChangeIsSeenOnceLibvirtTellsOfIt() throws Exception {
    hypervisor.define(xml(copy, "copy", "<readonly/>"));
    assertEquals(List.of(), found());
    hypervisor.define(xml(copy, "copy", "<shareable/>"));
    others.changed(copy);
    assertEquals(
        List.of(new Finding(Finding.Kind.OTHER_DEFINITION, mail, text(disk, copy))), found());
  }

  @Test
  void aDefinitionOfTheVmItselfIsFoundWhereItLacksTheLease() throws Exception {
    hypervisor.define(xml(mail, "mail", ""));
    var text =
        "a definition of VM mail that libvirt keeps without its lease; undefine it (--keep-nvram)";
    assertEquals(List.of(new Finding(Finding.Kind.OTHER_DEFINITION, mail, text)), found());

    var lease =
        "<lease><lockspace>ls</lockspace><key>%s</key><target path='/volume' offset='3145728'/></lease>"
            .formatted(mail.lease());
    hypervisor.define(xml(mail, "mail", disk, "", lease));
    others.changed(mail);
    assertEquals(List.of(), found());
  }

  /// Adopting and releasing define and undefine it: that is no alarm.
  @Test
  void aVmThatIsBeingTakenOverIsNotFound() throws Exception {
    var record = table.taken(mail);
    try {
      hypervisor.define(xml(mail, "mail", ""));
      assertEquals(List.of(), found());
    } finally {
      record.busy.unlock();
    }
  }

  @Test
  void aPacemakerResourceIsFound() throws Exception {
    Files.writeString(
        cib, "<primitive id='m' type='VirtualDomain'><nvpair value='/etc/mail.xml'/></primitive>");
    var text = "Pacemaker's VirtualDomain resource of VM mail; delete it there first";
    assertEquals(List.of(new Finding(Finding.Kind.PACEMAKER_RESOURCE, mail, text)), found());
  }

  @Test
  void aPacemakerThatCannotBeReadMayHaveIt() throws Exception {
    Files.write(cib, new byte[] {(byte) 0xff});
    var text =
        "Pacemaker, perhaps: its configuration %s cannot be read: Input length = 1".formatted(cib);
    assertEquals(List.of(new Finding(Finding.Kind.PACEMAKER_RESOURCE, mail, text)), found());
  }

  /// No more than its length is there, so nothing is written.
  @Test
  void aPacemakerTooLargeToReadMayHaveIt() throws Exception {
    try (var large = new RandomAccessFile(cib.toFile(), "rw")) {
      large.setLength(16 << 20);
      assertEquals(List.of(), found());
      large.setLength((16 << 20) + 1);
    }
    var text =
        "Pacemaker, perhaps: its configuration %s has 16777217 bytes, more than 16777216, and was not read; if Pacemaker starts VM mail, delete that resource; then make the file smaller"
            .formatted(cib);
    assertEquals(List.of(new Finding(Finding.Kind.PACEMAKER_RESOURCE, mail, text)), found());
  }
}
