package org.leasehold.core.sim;

import java.util.function.Consumer;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.ExitMark;

/// The process of an agent that takes a VM's lease out of its volume, or puts a fresh one in.
///
/// A lease is taken out only while this very process holds it (design 5): sanlock is the judge of
/// who may still use it. It ends with its agent.
final class SimLeaseEdit extends Actor implements LeaseHolder {
  /// The acquire may wait for a silent owner's death, and a path may hang for ever.
  private static final long TAKES_NANOS = SimTime.seconds(30);

  private final SimHost host;
  private final SimEngine asker;
  private final SimVm vm;
  private final Consumer<Boolean> answer;

  /// @param answer whether it was done
  SimLeaseEdit(SimHost host, SimEngine asker, SimVm vm, Consumer<Boolean> answer) {
    super(host.queue(), host);
    this.host = host;
    this.asker = asker;
    this.vm = vm;
    this.answer = answer;
  }

  private boolean begins(Epoch epoch) {
    var agent = host.agent;
    boolean stale = epoch.compareTo(agent.notes.epoch) < 0;
    if (stale || agent.edit != null || !host.sanlock.isRunning()) return false;
    if (!host.sanlock.lockspace(vm.store).isJoined()) return false;
    agent.notes.epoch = epoch;
    agent.edit = this;
    begin();
    later(TAKES_NANOS, () -> over(false));
    return true;
  }

  /// @param epoch of the engine that asks: a lower one is refused (S15)
  void remove(Epoch epoch) {
    if (!begins(epoch)) {
      answer.accept(false);
      return;
    }
    if (host.world.planted(PlantedBug.LEASE_LEFT_BEHIND)) {
      over(true);
      return;
    }
    var lockspace = host.sanlock.lockspace(vm.store);
    lockspace.acquire(
        this,
        vm.slot,
        guarded(
            (AcquireResult result) -> {
              if (result instanceof AcquireResult.Acquired) write(this::takeOut);
              else over(false);
            }));
  }

  private void takeOut() {
    var lockspace = host.sanlock.lockspace(vm.store);
    if (!isAlive() || !lockspace.holds(vm.slot, this)) return;
    vm.store.area.remove(vm.slot);
    log("lease of " + vm + " is taken out of " + vm.store);
    host.world.observers.leaseRemoved(asker, vm, this);
  }

  void create(Epoch epoch) {
    if (!begins(epoch)) {
      answer.accept(false);
      return;
    }
    write(
        () -> {
          if (!isAlive() || vm.store.area.exists(vm.slot)) return;
          vm.store.area.create(vm.slot);
          log("fresh lease of " + vm + " in " + vm.store);
          vm.leaseMadeNanos = host.nowNanos();
          host.world.observers.leaseCreated(asker, vm);
        });
  }

  private void log(String line) {
    host.world.log.line(nowNanos(), "host " + host.name, line);
  }

  private void write(Runnable effect) {
    host.paths
        .get(vm.store.index)
        .io(effect, guarded(() -> over(true)), guarded(() -> over(false)));
  }

  /// Ended; what it held is released, as sanlock does at the end of a holder.
  void over(boolean done) {
    if (!isAlive()) return;
    host.sanlock.lockspace(vm.store).release(this, vm.slot);
    end();
    if (host.agent.edit == this) host.agent.edit = null;
    answer.accept(done);
  }

  @Override
  public void signal(boolean kill, ExitMark mark, String because) {
    over(false);
  }
}
