package org.leasehold.agent.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;
import org.leasehold.agent.hook.HookRules.Operation;
import org.leasehold.core.volume.Leader;

class HookRulesTest {
  private static final ProtectedDisks.Vm VM =
      new ProtectedDisks.Vm(
          "u1",
          "ls",
          "vm1",
          3145728,
          1,
          Path.of("/x"),
          List.of("/d/one two", "rbd:pool/img"),
          "mail");
  private static final ProtectedDisks DISKS = new ProtectedDisks(List.of(VM));
  private static final HookDomain.Lease LEASE = new HookDomain.Lease("ls", "vm1", "/x", 3145728);

  /// A host on which `/dev/alias` is `/d/one two`, and whose disk says what it is told.
  private record Host(Optional<Leader> leader) implements HookRules.World {
    @Override
    public boolean isSameDisk(String one, String other) {
      return one.equals(other) || (one.equals("/dev/alias") && other.equals("/d/one two"));
    }

    @Override
    public Optional<Leader> leader(ProtectedDisks.Vm vm) {
      return leader;
    }
  }

  static Leader leader(long owner, long version, long timestamp) {
    var unsealed =
        new Leader(
            Leader.PAXOS_MAGIC,
            0x60004,
            0x10,
            512,
            2000,
            2000,
            owner,
            1,
            version,
            "ls",
            "vm1",
            timestamp,
            0,
            0,
            0,
            owner,
            1,
            timestamp);
    var bytes = new byte[512];
    unsealed.encode(bytes, 0);
    return Leader.decode(bytes, 0);
  }

  private static HookDomain domain(
      String uuid, List<String> disks, List<HookDomain.Lease> leases, OptionalLong saved) {
    return new HookDomain("name", uuid, disks, leases, saved);
  }

  private static boolean isRefused(Operation operation, HookDomain domain, Host host) {
    return HookRules.refusal(operation, domain, DISKS, host).isPresent();
  }

  private static boolean isRefused(List<String> disks, HookDomain.Lease... leases) {
    return isRefused(
        Operation.PREPARE,
        domain("other", disks, List.of(leases), OptionalLong.empty()),
        new Host(Optional.empty()));
  }

  @Test
  void aDomainWithoutProtectedDisksIsNoneOfOurBusiness() {
    assertEquals(false, isRefused(List.of("/d/other")));
    assertEquals(false, isRefused(List.of()));
  }

  @Test
  void aProtectedDiskNeedsItsLeaseUnderWhateverName() {
    for (var disk : List.of("/d/one two", "/dev/alias", "rbd:pool/img")) {
      assertTrue(isRefused(List.of("/d/other", disk)), disk);
      assertEquals(false, isRefused(List.of("/d/other", disk), LEASE), disk);
    }
  }

  @Test
  void anotherLeaseIsNotItsLease() {
    var disk = List.of("/d/one two");
    for (var lease :
        List.of(
            new HookDomain.Lease("ls", "vm2", "/x", 3145728),
            new HookDomain.Lease("other", "vm1", "/x", 3145728),
            new HookDomain.Lease("ls", "vm1", "/x", 4194304),
            new HookDomain.Lease("ls", "vm1", "/y", 3145728))) {
      assertTrue(isRefused(disk, lease), lease.toString());
    }
  }

  @Test
  void theRefusalSaysWhatWhereAndWhatToDo() {
    assertEquals(
        Optional.of(
            "disk /d/one two belongs to protected VM mail, and name has not its lease (vm1 in"
                + " lockspace ls at /x:3145728); start it with Leasehold, or release it first"),
        HookRules.refusal(
            Operation.PREPARE,
            domain("u9", List.of("/d/one two"), List.of(), OptionalLong.empty()),
            DISKS,
            new Host(Optional.empty())));
  }

  @Test
  void anImageIsRestoredOnlyAtTheVersionItWasSavedAt() {
    var untouched = new Host(Optional.of(leader(1, 7, 0)));
    assertEquals(false, isRefused(Operation.RESTORE, saved(7), untouched));
    assertTrue(isRefused(Operation.RESTORE, saved(6), untouched));
    assertTrue(isRefused(Operation.RESTORE, saved(8), untouched));
    var elsewhere = new Host(Optional.of(leader(2, 7, 0)));
    assertTrue(isRefused(Operation.RESTORE, saved(7), elsewhere));
    var held = new Host(Optional.of(leader(1, 7, 55)));
    assertTrue(isRefused(Operation.RESTORE, saved(7), held));
    assertTrue(isRefused(Operation.RESTORE, saved(7), new Host(Optional.empty())));
  }

  @Test
  void anImageOfUnknownVersionIsNeverRestored() {
    var image = domain("u1", List.of("/d/one two"), List.of(LEASE), OptionalLong.empty());
    assertTrue(isRefused(Operation.RESTORE, image, new Host(Optional.of(leader(1, 7, 0)))));
    assertEquals(
        false, isRefused(Operation.PREPARE, image, new Host(Optional.of(leader(1, 9, 0)))));
  }

  private static HookDomain saved(long version) {
    return domain("u1", List.of("/d/one two"), List.of(LEASE), OptionalLong.of(version));
  }

  @Test
  void theFileIsReadAsWrittenAndDamagedLinesAreNamed() {
    var complaints = new ArrayList<String>();
    assertEquals(DISKS, ProtectedDisks.parse(DISKS.text(), complaints));
    assertEquals(List.of(), complaints);
    var damaged = DISKS.text().replace("disk u1 rbd", "disc u1 rbd") + "vm u2 x\n";
    var left = ProtectedDisks.parse(damaged, complaints);
    assertEquals(List.of("/d/one two"), left.vms().getFirst().disks());
    assertEquals(2, complaints.size());
  }

  @Test
  void theDomainIsReadAsLibvirtWritesIt() throws Exception {
    var xml =
        """
        <domain type='kvm'><name>web</name><uuid>u1</uuid>
          <metadata>%s</metadata>
          <devices>
            <disk type='file' device='cdrom'><source file='/iso'/><readonly/></disk>
            <disk type='file' device='cdrom'/>
            <disk type='file'><source file='/d/one two'><seclabel/></source>
              <backingStore type='file'><source file='/d/base'/></backingStore></disk>
            <disk type='block'><source dev='/dev/x'/></disk>
            <disk type='network'><source protocol='rbd' name='pool/img'/></disk>
            <disk type='volume'><source pool='p' volume='v'/></disk>
            <lease><lockspace>ls</lockspace><key>vm1</key>
              <target path='/x' offset='3145728'/></lease>
          </devices></domain>
        """
            .formatted(SavedVersion.element(7));
    assertEquals(
        new HookDomain(
            "web",
            "u1",
            List.of("/d/one two", "/dev/x", "rbd:pool/img", "p:v"),
            List.of(LEASE),
            OptionalLong.of(7)),
        read(xml));
  }

  @Test
  void aDocumentTypeIsRefused() {
    var xml = "<!DOCTYPE domain [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><domain>&x;</domain>";
    assertThrows(XMLStreamException.class, () -> read(xml));
  }

  private static HookDomain read(String xml) throws XMLStreamException {
    return HookDomain.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }
}
