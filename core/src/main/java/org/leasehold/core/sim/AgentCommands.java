package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.CommandHeader;
import org.leasehold.core.engine.Outcome;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.LeaseVersion;

/// What an agent does when an engine asks, after it has judged the command's epoch, age and report
/// (S15); a start is proven before it is answered (S3).
final class AgentCommands {
  private static final long PROOF_NANOS = SimTime.SECOND;

  private final SimAgent agent;
  private final SimHost host;

  AgentCommands(SimAgent agent) {
    this.agent = agent;
    this.host = agent.host;
  }

  /// @return why a command is refused as stale, empty when it is not
  private String stale(CommandHeader header, SimVm vm, long ageNanos) {
    if (header.epoch().compareTo(agent.notes.epoch) < 0) {
      return "epoch " + header.epoch() + " is below " + agent.notes.epoch;
    }
    if (ageNanos > SimTime.millis(header.ageMaxMillis())) {
      return "issued " + SimTime.text(ageNanos) + " s ago, limit " + header.ageMaxMillis() + " ms";
    }
    if (header.agent() == null) return "";
    if (!header.agent().equals(agent.reports.instance()))
      return "rests on another run of the agent";
    var changed = vm.changedAtReport.get(host.id);
    if (changed != null
        && changed.instance() == agent.notes.instances
        && header.reportNumber() <= changed.afterReport()) {
      return "rests on report %d, %s changed after report %d"
          .formatted(header.reportNumber(), vm.name, changed.afterReport());
    }
    return "";
  }

  private Outcome refused(Outcome.Refusal refusal, String text) {
    return new Outcome.Refused(refusal, text);
  }

  /// @return null when the command may go on
  private @Nullable Outcome judged(CommandHeader header, SimVm vm, long ageNanos) {
    var stale = stale(header, vm, ageNanos);
    if (!stale.isEmpty() && !host.world.planted(PlantedBug.STALE_COMMAND_RUN)) {
      return refused(Outcome.Refusal.STALE, stale);
    }
    host.world.observers.commandRuns(host, header, vm, ageNanos);
    if (header.epoch().compareTo(agent.notes.epoch) > 0) agent.notes.epoch = header.epoch();
    return null;
  }

  void start(Command.StartVm command, long ageNanos, Consumer<Outcome> answer) {
    var vm = host.world.vm(command.vm());
    var refusal = judged(command.header(), vm, ageNanos);
    if (refusal == null) refusal = mayStart(vm);
    if (refusal == null) refusal = isOtherDefinition(command, vm);
    if (refusal != null) {
      answer.accept(refusal);
      return;
    }
    host.world.observers.startRuns(host, command, ageNanos);
    var copy = host.libvirt.createPaused(vm, vm.hasLease());
    if (copy == null) {
      answer.accept(new Outcome.Failed("libvirt could not create it"));
      return;
    }
    agent.notes.acquiredByVm.remove(vm.number); // of another process, perhaps of another lease
    copy.disks = host.world.disks(agent.notes.document, vm);
    if (!copy.leaseInXml) {
      host.libvirt.startCpus(copy, "started", _ -> answer.accept(new Outcome.Done("runs")));
      return;
    }
    copy.provingSinceNanos = host.nowNanos();
    boolean registered = host.sanlock.knowsPid(copy);
    if (!registered && !host.world.planted(PlantedBug.START_UNPROVEN)) {
      unfit(copy, "S3: inquire does not know pid " + copy.pid);
      answer.accept(refused(Outcome.Refusal.RULE, "inquire does not know the pid"));
      return;
    }
    long expected =
        command.expected() == null ? vm.leader().version() + 1 : command.expected().value();
    host.libvirt.startCpus(
        copy,
        "started",
        agent.guarded((SimLibvirt.CpuStart result) -> started(copy, expected, result, answer)));
  }

  private @Nullable Outcome mayStart(SimVm vm) {
    if (agent.notes.unfit) return refused(Outcome.Refusal.RULE, "host is unfit until checked");
    for (var copy : host.copies) {
      if (copy.vm == vm) return refused(Outcome.Refusal.RULE, "a copy of it exists here");
    }
    if (host.memoryUsedMib() + vm.memoryMib > host.memoryMib) {
      return refused(Outcome.Refusal.RESOURCES, "memory");
    }
    if (!vm.hasLease()) return null;
    if (!host.sanlock.isRunning() || !host.sanlock.lockspace(vm.store).isJoined()) {
      return refused(Outcome.Refusal.NOT_JOINED, "lockspace " + vm.store.name + " is not joined");
    }
    if (!host.paths.get(vm.store.index).state().carriesWrites()) {
      return refused(Outcome.Refusal.RESOURCES, vm.store.name + " is not reachable");
    }
    return null;
  }

  /// It starts from the definition it keeps, or not at all: an agent that went back to an old
  /// document has another one than the engine decided by.
  private @Nullable Outcome isOtherDefinition(Command.StartVm command, SimVm vm) {
    var document = agent.notes.document;
    var entry = document == null ? null : document.vms().get(vm.id());
    if (entry == null) return refused(Outcome.Refusal.RESOURCES, "no definition of it is kept");
    if (entry.revision() == command.revision()) return null;
    return refused(
        Outcome.Refusal.STALE,
        "its definition is kept at revision %d, revision %d was asked for"
            .formatted(entry.revision(), command.revision()));
  }

  private void started(
      SimCopy copy, long expected, SimLibvirt.CpuStart result, Consumer<Outcome> answer) {
    switch (result) {
      case SimLibvirt.CpuStart.Refused(var why) -> {
        copy.provingSinceNanos = 0;
        answer.accept(refused(refusal(why), text(why)));
      }
      case SimLibvirt.CpuStart.Runs() ->
          agent.later(
              host.world.chance.between(SimTime.millis(50), PROOF_NANOS),
              () -> prove(copy, expected, answer));
    }
  }

  private static Outcome.Refusal refusal(AcquireResult why) {
    if (why instanceof AcquireResult.NotJoined) return Outcome.Refusal.NOT_JOINED;
    if (why instanceof AcquireResult.NoLease) return Outcome.Refusal.RESOURCES;
    return Outcome.Refusal.LEASE_HELD;
  }

  private static String text(AcquireResult why) {
    return switch (why) {
      case AcquireResult.HeldElsewhere(var leader) -> "held by " + AgentRules.text(leader);
      case AcquireResult.HeldHere() -> "held by another process here";
      case AcquireResult.NoLease() -> "the volume has no such lease";
      case AcquireResult.LostRace() -> "another host was faster";
      case AcquireResult.IoFailed() -> "I/O error";
      case AcquireResult.NotJoined() -> "lockspace is not joined";
      case AcquireResult.Acquired(var version) -> "acquired version " + version;
    };
  }

  private void prove(SimCopy copy, long expected, Consumer<Outcome> answer) {
    copy.provingSinceNanos = 0;
    host.queue().changed();
    if (!copy.exists()) {
      answer.accept(new Outcome.Failed("ended while starting: " + copy.endReason()));
      return;
    }
    copy.resumesSeenByAgent = copy.resumes;
    var leader = copy.vm.leader();
    boolean readable = host.paths.get(copy.vm.store.index).state().carriesWrites();
    boolean proven =
        readable
            && copy.holdsLease()
            && leader.isHeldBy(host.id, copy.lockspace().generation(), expected);
    if (!proven && !host.world.planted(PlantedBug.START_UNPROVEN)) {
      unfit(copy, "S3: expected version " + expected + ", leader is " + AgentRules.text(leader));
      answer.accept(new Outcome.Failed("the start could not be proven"));
      return;
    }
    agent.rules.note(copy, leader);
    agent.reports.proven = true;
    copy.vm.startWished = false;
    copy.vm.heldForAdmin = false;
    copy.vm.cacheUnsafeOn = null;
    copy.vm.disks.clear();
    copy.vm.disks.addAll(copy.disks); // what it runs on is the last live set from now on
    host.world.observers.startProven(copy);
    agent.changed();
    answer.accept(new Outcome.Done("runs with lease version " + leader.version()));
  }

  private void unfit(SimCopy copy, String why) {
    copy.provingSinceNanos = 0;
    host.queue().changed();
    agent.notes.unfit = true;
    copy.signal(true, ExitMark.START_FAILED, "agent " + why);
    host.world.log.line(host.nowNanos(), "host " + host.name, "fit -> unfit, " + why);
    agent.changed();
  }

  void stop(Command.StopVm command, long ageNanos, Consumer<Outcome> answer) {
    var vm = host.world.vm(command.vm());
    var refusal = judged(command.header(), vm, ageNanos);
    if (refusal != null) {
      answer.accept(refusal);
      return;
    }
    for (var copy : new ArrayList<>(host.copies)) {
      if (copy.vm != vm || copy.byHand) continue;
      copy.stopAsked = true;
      copy.goingDown = true;
      if (command.graceful()) host.libvirt.shutdown(copy, ExitMark.REQUESTED_STOP);
      else host.libvirt.destroy(copy, ExitMark.REQUESTED_STOP, "stopped on request");
    }
    answer.accept(new Outcome.Done("asked"));
  }

  void destroyCopy(Command.DestroyCopy command, long ageNanos, Consumer<Outcome> answer) {
    var vm = host.world.vm(command.vm());
    var refusal = judged(command.header(), vm, ageNanos);
    if (refusal != null) {
      answer.accept(refusal);
      return;
    }
    for (var copy : new ArrayList<>(host.copies)) {
      if (copy.vm != vm || copy.byHand) continue;
      host.world.observers.destroyRuns(copy);
      host.libvirt.destroy(copy, ExitMark.QEMU_LOST, "engine: this copy must not be there");
    }
    answer.accept(new Outcome.Done("destroyed"));
  }

  /// Rests on no report: it ends nothing but what is on its way to another host.
  void cancelMigration(Command.CancelMigration command, long ageNanos, Consumer<Outcome> answer) {
    if (ageNanos > SimTime.millis(command.header().ageMaxMillis())
        || command.header().epoch().compareTo(agent.notes.epoch) < 0) {
      answer.accept(refused(Outcome.Refusal.STALE, "too old, or a lower epoch"));
      return;
    }
    var vm = host.world.vm(command.vm());
    for (var copy : host.copies) {
      var migration = copy.migration;
      if (copy.vm != vm || migration == null || !migration.cancel()) continue;
      answer.accept(new Outcome.Done("cancelled"));
      return;
    }
    answer.accept(refused(Outcome.Refusal.RULE, "it has handed over already"));
  }

  /// A person checked the host after a start could not be proven (S3).
  void checked(Command.HostFit command, long ageNanos, Consumer<Outcome> answer) {
    if (ageNanos > SimTime.millis(command.header().ageMaxMillis())
        || command.header().epoch().compareTo(agent.notes.epoch) < 0) {
      answer.accept(refused(Outcome.Refusal.STALE, "too old, or a lower epoch"));
      return;
    }
    agent.notes.unfit = false;
    host.world.log.line(
        host.nowNanos(), "host " + host.name, "unfit -> fit, checked by " + command.operator());
    agent.changed();
    answer.accept(new Outcome.Done("fit again"));
  }

  void forgetExit(Command.ForgetExit command, Consumer<Outcome> answer) {
    agent.reports.forget(command.vm());
    answer.accept(new Outcome.Done(""));
  }

  void storageSideStop(Command.StorageSideStop command, long ageNanos, Consumer<Outcome> answer) {
    var vm = host.world.vm(command.vm());
    var refusal = judged(command.header(), vm, ageNanos);
    if (refusal != null) {
      answer.accept(refusal);
      return;
    }
    host.world.observers.storageSideStopRuns(host, command);
    LeaseVersion next = command.next();
    host.paths
        .get(vm.store.index)
        .io(
            () -> {
              if (vm.leader().version() < next.value()) {
                vm.store.area.writeRequest(vm.slot, next.value(), command.force());
              }
            },
            agent.guarded(() -> answer.accept(new Outcome.Done("request written"))),
            agent.guarded(() -> answer.accept(new Outcome.Failed("I/O error"))));
  }

  /// sanlk-reset: an event bit that the other daemon sees at its next renewal; its watchdog resets
  /// it.
  void storageSideReset(Command.StorageSideReset command, long ageNanos, Consumer<Outcome> answer) {
    var target = host.world.hosts.get(command.host().value() - 1);
    var store = host.world.store(command.lockspace());
    if (ageNanos > SimTime.millis(command.header().ageMaxMillis())
        || command.header().epoch().compareTo(agent.notes.epoch) < 0) {
      answer.accept(refused(Outcome.Refusal.STALE, "too old, or a lower epoch"));
      return;
    }
    var lockspace = target.sanlock.lockspace(store);
    lockspace.later(
        host.world.chance.between(0, SimTime.seconds(store.io.renewalSeconds())),
        () -> {
          boolean sees =
              lockspace.isJoined()
                  && target.paths.get(store.index).state().carriesWrites()
                  && lockspace.generation() == command.life().generation().value();
          if (sees && target.watchdog.isThere()) {
            target.reset("asked through the store", SimTime.seconds(40));
          }
        });
    answer.accept(new Outcome.Done("event written"));
  }

  /// The migration of a leased VM ended here: proven like a start.
  void arrived(SimCopy copy, long expected) {
    copy.provingSinceNanos = host.nowNanos();
    agent.later(SimTime.millis(500), () -> prove(copy, expected, _ -> {}));
  }

  /// Resume under S10: only when nobody else had the lease, and proven after it.
  void resume(SimCopy copy, String why) {
    if (!agent.rules.mayResume(copy)) {
      copy.signal(true, ExitMark.GUARD_KILL, "agent S10: another had the lease, no resume");
      return;
    }
    host.world.observers.resumeRuns(copy);
    host.libvirt.startCpus(
        copy,
        why,
        agent.guarded(
            (SimLibvirt.CpuStart result) -> {
              copy.resumeAskedNanos = 0;
              if (result instanceof SimLibvirt.CpuStart.Runs) agent.rules.resumed(copy);
            }));
  }
}
