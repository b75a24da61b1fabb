package org.leasehold.agent.vm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.leasehold.agent.vm.PathProbe.Question;
import org.leasehold.core.model.Capacity;
import org.leasehold.core.model.StartAnswer;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.VmTopic.Definition;

/// Can it start here? Everything a start needs of this host, without starting.
final class StartCheck {
  private static final Path BRIDGES = Path.of("/sys/class/net");
  private static final Path KVM = Path.of("/dev/kvm");

  /// A store that answers later than this is no place to start a VM from.
  private static final Duration STORAGE_WITHIN = Duration.ofSeconds(2);

  private final VmParts parts;
  private final java.util.function.Supplier<Capacity> capacity;
  private final PathProbe probe;
  private final Path kvm;

  StartCheck(VmParts parts, java.util.function.Supplier<Capacity> capacity) {
    this(parts, capacity, new PathProbe(STORAGE_WITHIN), KVM);
  }

  /// @param kvm the kernel's device
  StartCheck(
      VmParts parts, java.util.function.Supplier<Capacity> capacity, PathProbe probe, Path kvm) {
    this.parts = parts;
    this.capacity = capacity;
    this.probe = probe;
    this.kvm = kvm;
  }

  StartAnswer answer(Definition definition) throws InterruptedException {
    var reasons = new ArrayList<String>();
    try {
      var facts = parts.definitions().facts(definition.xml());
      disks(facts, reasons);
      files(facts, reasons);
      cards(facts, reasons);
      machine(facts, reasons);
      long offered = capacity.get().memoryMiB();
      if (facts.memoryMiB() > offered) {
        reasons.add(
            "needs %d MiB of memory, this host offers %d".formatted(facts.memoryMiB(), offered));
      }
    } catch (BadDefinitionException e) {
      reasons.add(e.sentence());
    } catch (HypervisorException e) {
      reasons.add(e.sentence());
    }
    lease(definition, reasons);
    return new StartAnswer(definition.revision(), reasons);
  }

  private void disks(DefinitionFacts facts, List<String> reasons) throws InterruptedException {
    for (var disk : facts.disks()) {
      if (disk.source().isEmpty() || !disk.isLocalPath()) continue;
      var path = Path.of(disk.source());
      var question = disk.isWritable() ? Question.WRITABLE : Question.READABLE;
      need(path, question, "disk %s: %s cannot be opened".formatted(disk.target(), path), reasons);
      if (disk.isWritable() && !disk.isDirect()) {
        reasons.add(
            "disk %s goes through the host's page cache: set cache='none' or 'directsync' (S5)"
                .formatted(disk.target()));
      }
    }
  }

  /// @param otherwise the reason where the answer is no
  private void need(Path path, Question question, String otherwise, List<String> reasons)
      throws InterruptedException {
    switch (probe.ask(path, question)) {
      case YES -> {}
      case NO -> reasons.add(otherwise);
      case NONE -> reasons.add("the storage of %s does not answer".formatted(path));
    }
  }

  private void files(DefinitionFacts facts, List<String> reasons) throws InterruptedException {
    for (var file : facts.hostLocal()) {
      if (!file.mustExist()) continue;
      var missing = "%s %s is missing".formatted(file.what(), file.path());
      need(Path.of(file.path()), Question.READABLE, missing, reasons);
    }
    if (!facts.emulator().isEmpty()) {
      var missing = "emulator %s is missing".formatted(facts.emulator());
      need(Path.of(facts.emulator()), Question.EXECUTABLE, missing, reasons);
    }
    for (var device : facts.hostDevices()) {
      reasons.add("it uses a %s device of one host".formatted(device));
    }
  }

  private void cards(DefinitionFacts facts, List<String> reasons) throws HypervisorException {
    for (var bridge : facts.bridges()) {
      boolean there =
          !bridge.contains("/")
              && (Files.isDirectory(BRIDGES.resolve(bridge).resolve("bridge"))
                  || Files.isDirectory(
                      Path.of("/run/openvswitch"), java.nio.file.LinkOption.NOFOLLOW_LINKS));
      if (!there) reasons.add("bridge %s is missing".formatted(bridge));
    }
    if (facts.networks().isEmpty()) return;
    var active = parts.hypervisor().activeNetworks();
    for (var network : facts.networks()) {
      if (!active.contains(network)) reasons.add("network %s is not active".formatted(network));
    }
  }

  private void machine(DefinitionFacts facts, List<String> reasons) throws HypervisorException {
    var capabilities = parts.hypervisor().capabilities();
    boolean known =
        facts.machine().isEmpty()
            || capabilities.contains(">" + facts.machine() + "</machine>")
            || capabilities.contains("canonical='" + facts.machine() + "'");
    if (!known) reasons.add("machine type %s is not known here".formatted(facts.machine()));
    if (facts.virtType().equals("kvm") && !Files.exists(kvm)) {
      reasons.add("this host has no KVM: %s is missing".formatted(kvm));
    }
    if (!facts.cpuXml().isEmpty() && facts.virtType().equals("kvm")) {
      if (!parts.hypervisor().cpuFits(facts.cpuXml())) {
        reasons.add("this host's CPU lacks what the VM's CPU model needs");
      }
    }
  }

  private void lease(Definition definition, List<String> reasons) {
    var lockspace = Optional.ofNullable(definition.lockspace());
    if (lockspace.isEmpty()) return;
    try {
      var status = parts.desk().status();
      LeaseDesk.requireIn(status, lockspace.get());
      parts.desk().find(status, lockspace.get(), definition.vm());
    } catch (CallException e) {
      reasons.add(e.sentence());
    }
    if (!parts.fitness().reason().isEmpty()) {
      reasons.add("unfit to protect VMs: " + parts.fitness().reason());
    }
  }
}
