package org.leasehold.agent.vm;

import java.util.logging.Logger;
import org.leasehold.agent.hook.SavedVersion;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.VmId;

/// Writes the proven version of a VM's lease into its live XML, so that an image saved from it can
/// be told from an older one (S10). A mark that cannot be written only costs a restore.
final class VersionMark {
  private static final Logger LOG = Logger.getLogger(VersionMark.class.getName());

  private VersionMark() {}

  static void put(Hypervisor hypervisor, VmId vm, LeaseVersion proven) {
    try {
      hypervisor.mark(
          vm, SavedVersion.PREFIX, SavedVersion.NAMESPACE, SavedVersion.bare(proven.toString()));
    } catch (HypervisorException e) {
      LOG.warning(
          "an image saved from VM %s could not be restored: %s".formatted(vm, e.sentence()));
    }
  }
}
