package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.leasehold.agent.vm.HypervisorException.Kind;
import org.leasehold.agent.vm.PathProbe.Answer;
import org.leasehold.core.model.Capacity;
import org.leasehold.core.sanlock.JoinedLockspace;

/// Why a VM cannot start on this host: each reason with its sentence.
class CanStartTest extends WithOneHost {
  private Path disk;
  private Path kvm;
  private StartCheck check;

  @BeforeEach
  void aHostThatHasAllItNeeds() throws Exception {
    disk = Files.createFile(Files.createDirectory(folder.resolve("disks")).resolve("mail.raw"));
    kvm = Files.createFile(folder.resolve("kvm"));
    check = check(new PathProbe(Duration.ofSeconds(20)));
    said.put("capabilities", "<machine canonical='pc-q35-7.2'>q35</machine>");
    said.put("activeNetworks", List.of("default"));
    said.put("cpuFits", true);
  }

  private StartCheck check(PathProbe probe) {
    return new StartCheck(parts, () -> new Capacity(64, 1), probe, kvm);
  }

  private String vm() {
    return xml("mail", "none", "").replace("/srv/mail.raw", disk.toString());
  }

  private List<String> reasons(String xml) throws Exception {
    return check.answer(definition(4, SPACE, xml)).reasons();
  }

  @Test
  void nothingStandsAgainstOneThatFindsAllItNeeds() throws Exception {
    assertEquals(
        List.of(),
        reasons(vm().replace("<type>", "<type machine='q35'>").replace("'test'", "'kvm'")));
  }

  @Test
  void aDiskThatIsNotThereOrGoesThroughThePageCache() throws Exception {
    Files.delete(disk);
    assertEquals(
        List.of(
            "disk vda: %s cannot be opened".formatted(disk),
            "disk vda goes through the host's page cache: set cache='none' or 'directsync' (S5)"),
        reasons(vm().replace("cache='none'", "cache='writeback'")));
  }

  @Test
  void storageThatDoesNotAnswer() throws Exception {
    var comesBack = new CountDownLatch(1);
    var probe = new PathProbe(Duration.ofMillis(100));
    check = check(probe);
    try {
      assertEquals(Answer.NONE, probe.ask(disk, _ -> hangs(comesBack)));
      assertEquals(List.of("the storage of %s does not answer".formatted(disk)), reasons(vm()));
    } finally {
      comesBack.countDown();
    }
  }

  private static boolean hangs(CountDownLatch comesBack) {
    try {
      comesBack.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return true;
  }

  @Test
  void filesAndDevicesOfAnotherHost() throws Exception {
    var os = "<type>hvm</type><kernel>/none/vmlinuz</kernel><loader>/none/OVMF.fd</loader>";
    assertEquals(
        List.of(
            "kernel /none/vmlinuz is missing",
            "firmware /none/OVMF.fd is missing",
            "emulator /none/qemu is missing",
            "it uses a pci device of one host"),
        reasons(
            vm().replace("<type>hvm</type>", os)
                .replace(
                    "</devices>",
                    "<emulator>/none/qemu</emulator><hostdev mode='subsystem' type='pci'/></devices>")));
  }

  @Test
  void bridgesAndNetworksThatAreNotHere() throws Exception {
    var cards =
        "<interface type='bridge'><source bridge='br-none'/></interface>"
            + "<interface type='bridge'><source bridge='../lo'/></interface>"
            + "<interface type='network'><source network='default'/></interface>"
            + "<interface type='network'><source network='office'/></interface>";
    assertEquals(
        List.of(
            "bridge br-none is missing", "bridge ../lo is missing", "network office is not active"),
        reasons(vm().replace("</devices>", cards + "</devices>")));
  }

  @Test
  void aMachineOrCpuThatThisHostCannotBe() throws Exception {
    said.put("cpuFits", false);
    Files.delete(kvm);
    var cpu = "<cpu mode='custom'><model>EPYC</model></cpu><devices>";
    assertEquals(
        List.of(
            "machine type pc-q35-9.9 is not known here",
            "this host has no KVM: %s is missing".formatted(kvm),
            "this host's CPU lacks what the VM's CPU model needs"),
        reasons(
            vm().replace("'test'", "'kvm'")
                .replace("<type>", "<type machine='pc-q35-9.9'>")
                .replace("<devices>", cpu)));
  }

  @Test
  void moreMemoryThanIsOffered() throws Exception {
    assertEquals(
        List.of("needs 65 MiB of memory, this host offers 64"),
        reasons(vm().replace(">64<", ">65<")));
  }

  @Test
  void aDefinitionThatIsNotUnderstoodOrALibvirtThatIsAway() throws Exception {
    assertEquals(List.of("the XML names no VM"), reasons("<domain/>"));
    failures.put("capabilities", trouble(Kind.NOT_CONNECTED, "libvirt is not reachable"));
    assertEquals(List.of("libvirt is not reachable"), reasons(vm()));
  }

  @Test
  void aLeaseThatCannotBeTakenHere() throws Exception {
    parts.fitness().unfit("VM web ran and its lease could not be proven");
    var unfit = "unfit to protect VMs: VM web ran and its lease could not be proven";
    assertEquals(List.of(unfit), reasons(vm()));
    phase = JoinedLockspace.Phase.JOINING;
    assertEquals(List.of("lockspace ls is joining on this host", unfit), reasons(vm()));
    phase = null;
    assertEquals(List.of("lockspace ls is not joined on this host", unfit), reasons(vm()));
    sanlockAnswers = false;
    assertEquals(
        List.of("sanlock did not answer status within 5 s; it may still do it", unfit),
        reasons(vm()));
  }
}
