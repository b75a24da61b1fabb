package org.leasehold.agent.vm;

import org.leasehold.core.model.VmId;

/// Writes down what was seen of VMs, and knows their names.
record VmSight(VmParts parts, VmTable table) {
  /// Looks at one, after something was told of it.
  void see(VmId vm) {
    try {
      parts.hypervisor().vm(vm).ifPresent(this::saw);
    } catch (HypervisorException _) {
      // The look that follows says so if it lasts.
    }
  }

  void saw(VmSeen seen) {
    if (table.of(seen.vm()).saw(seen)) parts.reports().vmChanged(seen.vm());
  }

  /// For people.
  String nameOf(VmId vm) {
    return table
        .of(vm)
        .seen()
        .map(VmSeen::name)
        .or(() -> parts.store().get(vm).map(it -> it.name()))
        .orElse(vm.text());
  }
}
