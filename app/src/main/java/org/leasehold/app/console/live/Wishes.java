package org.leasehold.app.console.live;

import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;

/// What a screen wishes the window to do; so screens do not know each other.
public interface Wishes {
  /// "I rebooted this host…"
  void confirmRebooted(HostId host);

  /// The lease of a VM on the Lease map.
  void showLease(VmId vm);

  /// A VM among the VMs.
  void showVm(VmId vm);

  /// The VMs that fit a filter, such as `host:kvm1`.
  void showVms(String filter);

  /// A host on the Overview.
  void showHost(HostId host);

  /// One incident on its screen.
  void showIncident(long number);

  /// The events that have these words.
  void showEvents(String words);
}
