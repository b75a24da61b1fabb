package org.leasehold.agent.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.leasehold.agent.hook.SavedVersion;
import org.leasehold.agent.vm.Hypervisor.XmlOf;
import org.leasehold.agent.vm.HypervisorException;
import org.leasehold.agent.vm.HypervisorException.Kind;
import org.leasehold.agent.vm.VmHappening;
import org.leasehold.agent.vm.VmHappening.Ended;
import org.leasehold.agent.vm.VmHappening.Paused;
import org.leasehold.agent.vm.VmHappening.Running;
import org.leasehold.agent.vm.VmSeen;
import org.leasehold.agent.vm.VmSeen.Power;
import org.leasehold.core.model.VmId;

/// What every driver of libvirt does for the agent.
abstract class HypervisorContract {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  LibvirtHypervisor hypervisor;
  VmId vm;
  String name;

  abstract LibvirtHypervisor connect() throws Exception;

  /// XML of a small VM.
  abstract String xml(VmId vm, String name);

  /// A paused VM that never ran, or just so.
  void startPaused() throws HypervisorException {
    hypervisor.startPaused(xml(vm, name), PATIENCE);
  }

  @BeforeEach
  void connected() throws Exception {
    hypervisor = connect();
    assertTrue(hypervisor.awaitConnected(PATIENCE), "not connected");
    vm = new VmId(UUID.randomUUID().toString());
    name = "contract-" + vm.text().substring(0, 8);
  }

  @AfterEach
  void cleanedUp() throws Exception {
    if (hypervisor.vm(vm).filter(seen -> seen.power() != Power.OFF).isPresent()) {
      hypervisor.destroy(vm, true);
    }
    if (hypervisor.vm(vm).isPresent()) hypervisor.undefine(vm);
    hypervisor.close();
  }

  @Test
  void aVmIsStartedPausedRunsPausesAndEnds() throws Exception {
    startPaused();
    var paused = hypervisor.vm(vm).orElseThrow();
    assertTrue(paused.power().isPaused(), paused.toString());
    assertEquals(new VmSeen(vm, name, paused.power(), paused.pid(), false, false), paused);

    hypervisor.resume(vm, PATIENCE);
    assertEquals(Power.RUNNING, hypervisor.vm(vm).orElseThrow().power());

    hypervisor.pause(vm);
    assertEquals(Power.PAUSED_BY_PERSON, hypervisor.vm(vm).orElseThrow().power());

    hypervisor.destroy(vm, true);
    assertEquals(Optional.empty(), hypervisor.vm(vm));
  }

  @Test
  void whatHappensIsTold() throws Exception {
    startPaused();
    hypervisor.resume(vm, PATIENCE);
    hypervisor.pause(vm);
    hypervisor.destroy(vm, true);
    var told = happenings();
    assertTrue(told.contains(new Running(vm, Running.How.UNPAUSED)), told.toString());
    assertTrue(told.contains(new Paused(vm, Power.PAUSED_BY_PERSON)), told.toString());
    assertEquals(new Ended(vm, Ended.End.DESTROYED), told.getLast());
  }

  List<VmHappening> happenings() throws InterruptedException {
    var told = new ArrayList<VmHappening>();
    while (told.isEmpty() || !(told.getLast() instanceof Ended)) {
      var next = hypervisor.happenings().poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) throw new AssertionError("no end was told, only " + told);
      told.add(next);
    }
    return told;
  }

  @Test
  void aVmNobodyKnowsIsRefusedByName() {
    var failure = assertThrows(HypervisorException.class, () -> hypervisor.resume(vm, PATIENCE));
    assertEquals(Kind.NO_SUCH_VM, failure.kind());
    assertTrue(failure.sentence().startsWith("resume of VM " + vm), failure.sentence());
  }

  @Test
  void aRunningVmIsNotStartedAgain() throws Exception {
    startPaused();
    assertThrows(HypervisorException.class, () -> hypervisor.startPaused(xml(vm, name), PATIENCE));
    assertTrue(hypervisor.vm(vm).isPresent());
  }

  @Test
  void aDefinedVmStaysWhenItIsNotRunningAndGoesWhenUndefined() throws Exception {
    hypervisor.define(xml(vm, name));
    var defined = hypervisor.vm(vm).orElseThrow();
    assertEquals(new VmSeen(vm, name, Power.OFF, defined.pid(), true, false), defined);
    assertTrue(hypervisor.vms().contains(defined));
    hypervisor.undefine(vm);
    assertEquals(Optional.empty(), hypervisor.vm(vm));
  }

  @Test
  void itsXmlCanBeReadBack() throws Exception {
    startPaused();
    var facts = new DomainXml().facts(hypervisor.xml(vm, XmlOf.LIVE));
    assertEquals(vm, facts.vm());
    assertEquals(name, facts.name());
  }

  /// What an image saved from it will say (S10).
  @Test
  void aMarkStandsInItsMetadataOnceWhoeverPutItThereBefore() throws Exception {
    startPaused();
    for (var version : List.of("7", "8")) {
      hypervisor.mark(vm, SavedVersion.PREFIX, SavedVersion.NAMESPACE, SavedVersion.bare(version));
    }
    var live = hypervisor.xml(vm, XmlOf.LIVE);
    assertEquals(2, live.split(":saved ", -1).length, live);
    assertTrue(live.matches("(?s).*<leasehold:saved [^>]*version=.8..*"), live);
  }

  @Test
  void badXmlIsRefusedAndStartsNothing() throws Exception {
    var failure =
        assertThrows(
            HypervisorException.class,
            () -> hypervisor.startPaused("<domain type='none'><name>x</name></domain>", PATIENCE));
    assertTrue(failure.sentence().startsWith("start failed: "), failure.sentence());
    assertEquals(Optional.empty(), hypervisor.vm(vm));
  }
}
