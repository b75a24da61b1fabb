package org.leasehold.agent.vm;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.leasehold.agent.journal.EventId;
import org.leasehold.core.model.VmId;

/// Takes what libvirt tells by itself, one after the other.
final class VmEvents implements Runnable {
  private static final Logger LOG = Logger.getLogger(VmEvents.class.getName());

  private final VmParts parts;
  private final VmTable table;
  private final VmSight sight;
  private final VmWork work;
  private final Ends ends;
  private final LiveXml liveXml;
  private final OtherDefinitions others;
  private final Resumes resumes;
  private final Incoming incoming;
  private boolean wasLost;

  VmEvents(
      VmParts parts,
      VmTable table,
      VmWork work,
      Ends ends,
      LiveXml liveXml,
      OtherDefinitions others,
      Resumes resumes,
      Incoming incoming) {
    this.parts = parts;
    this.table = table;
    this.sight = new VmSight(parts, table);
    this.work = work;
    this.ends = ends;
    this.liveXml = liveXml;
    this.others = others;
    this.resumes = resumes;
    this.incoming = incoming;
  }

  /// Until interrupted.
  @Override
  public void run() {
    while (true) {
      try {
        take(parts.hypervisor().happenings().take());
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        LOG.log(Level.SEVERE, "an event of libvirt was not understood; the next look sees it", e);
      }
    }
  }

  private void take(VmHappening happening) {
    switch (happening) {
      case VmHappening.Connected _ -> {
        if (wasLost) {
          parts.journal().record(EventId.LIBVIRT_CONNECTED, null, "libvirt is reachable again");
        }
        wasLost = false;
        others.everythingChanged();
      }
      case VmHappening.Disconnected(String why) -> {
        wasLost = true;
        parts
            .journal()
            .record(
                EventId.LIBVIRT_LOST, null, "libvirt is not reachable: " + why + "; VMs run on");
      }
      case VmHappening.Missed _ -> {
        LOG.warning("events of libvirt were lost; everything is looked at");
        others.everythingChanged();
      }
      case VmHappening.Running(VmId vm, var how) -> running(table.of(vm), how);
      case VmHappening.Paused(VmId vm, var why) -> paused(vm, why);
      case VmHappening.StorageTrouble(VmId vm, String disk, String reason) ->
          table.of(vm).storageTrouble(reason);
      case VmHappening.PoweringDown(VmId vm, var side) -> {
        table.of(vm).shutBy(side);
        sight.see(vm);
      }
      case VmHappening.Panicked(VmId vm) -> table.of(vm).panicked();
      case VmHappening.Ended(VmId vm, var how) -> ends.told(table.of(vm), how);
      case VmHappening.Rebooted(VmId vm) ->
          record(vm, EventId.VM_REBOOTED, "the guest of VM %s rebooted".formatted(name(vm)));
      case VmHappening.WatchdogFired(VmId vm, var action) ->
          record(
              vm,
              EventId.VM_WATCHDOG,
              "the watchdog of VM %s fired: %s".formatted(name(vm), action));
      case VmHappening.JobEnded(VmId vm) -> sight.see(vm);
      case VmHappening.DeviceAdded(VmId vm, String _) -> changed(vm);
      case VmHappening.DeviceRemoved(VmId vm, String _) -> changed(vm);
      case VmHappening.DefinitionChanged(VmId vm) -> changed(vm);
    }
  }

  private String name(VmId vm) {
    return sight.nameOf(vm);
  }

  private void record(VmId vm, EventId id, String text) {
    sight.see(vm);
    parts.journal().record(id, vm, text);
  }

  private void changed(VmId vm) {
    liveXml.want(vm);
    others.changed(vm);
  }

  private void running(VmRecord record, VmHappening.Running.How how) {
    changed(record.vm);
    sight.see(record.vm);
    if (record.doing() != VmRecord.Doing.NOTHING) return;
    switch (how) {
      case MIGRATED_IN -> work.about(record, () -> incoming.arrived(record));
      case UNPAUSED, RESTORED -> work.about(record, () -> resumes.afterTheFact(record));
      case BOOTED -> {}
    }
  }

  private void paused(VmId vm, VmSeen.Power why) {
    sight.see(vm);
    if (table.of(vm).doing() != VmRecord.Doing.NOTHING) return;
    if (why == VmSeen.Power.PAUSED_MIGRATING) return;
    parts.journal().record(EventId.VM_PAUSED, vm, "VM %s: %s".formatted(name(vm), why));
  }
}
