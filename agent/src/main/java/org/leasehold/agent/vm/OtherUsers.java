package org.leasehold.agent.vm;

import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.model.VmId;

/// Who else on this host could write a VM's disks (S6), asked before it is adopted: other
/// definitions of libvirt, running or not, under any UUID, and Pacemaker resources.
final class OtherUsers {
  /// Which domains count.
  enum Whose {
    /// The VM is taken over on this host: its own definition is no other one.
    OTHERS,
    /// It is taken over on another host: one of the same UUID here is a second one.
    ALL
  }

  private final DiskUsers users;
  private final PacemakerVms pacemaker;
  private final PathProbe probe = DiskNames.probe();

  OtherUsers(VmParts parts, PacemakerVms pacemaker) {
    this.users = new DiskUsers(parts);
    this.pacemaker = pacemaker;
  }

  /// @return one sentence per user
  List<String> of(VmId vm, String name, List<String> disks, Whose whose)
      throws HypervisorException, InterruptedException {
    var found = new ArrayList<String>();
    var names = new DiskNames(probe);
    for (var user : users.all()) {
      if (whose == Whose.OTHERS && user.domain().vm().equals(vm)) continue;
      for (var disk : user.disks()) {
        if (names.isAmong(disk, disks)) {
          found.add(
              "%s has the writable disk %s; undefine it or take the disk away"
                  .formatted(user.text(), disk));
        }
      }
    }
    pacemaker.resourceOf(vm, name).ifPresent(found::add);
    return found;
  }
}
