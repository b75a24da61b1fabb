package org.leasehold.agent.vm;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import org.leasehold.core.model.VmId;

/// Reads the XML of running VMs, when something changed and from time to time: disks, drift, lease.
final class LiveXml {
  private static final Logger LOG = Logger.getLogger(LiveXml.class.getName());

  private final VmParts parts;
  private final VmTable table;
  private final LocalRules rules;
  private final Set<VmId> wanted = ConcurrentHashMap.newKeySet();

  LiveXml(VmParts parts, VmTable table, LocalRules rules) {
    this.parts = parts;
    this.table = table;
    this.rules = rules;
  }

  /// To be read at the next look.
  void want(VmId vm) {
    wanted.add(vm);
  }

  /// @param due it is to be read also where nobody wants it
  void read(VmId vm, boolean due) {
    if (!wanted.remove(vm) && !due) return;
    var record = table.of(vm);
    try {
      if (record.doing() == VmRecord.Doing.REPLUGGING) {
        wanted.add(vm);
        return;
      }
      var live = parts.hypervisor().xml(vm, Hypervisor.XmlOf.LIVE);
      var facts = parts.definitions().facts(live);
      record.leaseAt(Definitions.leaseOf(facts).orElse(null));
      var kept = parts.store().get(vm);
      var drift = kept.isPresent() ? parts.definitions().drift(kept.get().xml(), live) : "";
      if (record.live(facts.diskSet(), drift)) parts.reports().vmChanged(vm);
      rules.alarmWithoutLease(vm, facts, kept.map(it -> it.lockspace() != null).orElse(false));
    } catch (HypervisorException _) {
      wanted.add(vm);
    } catch (BadDefinitionException e) {
      LOG.warning("the live XML of VM " + vm + " is not understood: " + e.sentence());
    }
  }
}
