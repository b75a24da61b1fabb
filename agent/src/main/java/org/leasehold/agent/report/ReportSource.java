package org.leasehold.agent.report;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.Capacity;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.HostLoad;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.model.Protection;
import org.leasehold.core.model.StoreReport;
import org.leasehold.core.model.VmReport;

/// Where the parts of a report come from. Each answers at once from what it last saw: a source that
/// asks a daemon does so on a thread of its own.
public final class ReportSource {
  private ReportSource() {}

  /// The VMs of this host.
  public interface Vms {
    List<VmReport> vms();

    /// True until all VMs have been seen once after the start; absence says nothing before.
    boolean recovering();
  }

  /// The lockspaces joined here.
  @FunctionalInterface
  public interface Lockspaces {
    List<LockspaceReport> lockspaces();
  }

  /// The stores.
  @FunctionalInterface
  public interface Stores {
    List<StoreReport> stores();
  }

  /// What the host offers.
  @FunctionalInterface
  public interface Offers {
    Capacity capacity();
  }

  /// How busy the host is.
  @FunctionalInterface
  public interface Loads {
    /// Null where the kernel does not tell.
    @Nullable HostLoad load();
  }

  /// Grade and proof.
  @FunctionalInterface
  public interface Protections {
    Protection protection();
  }

  /// What must be heeded; several parts of the agent find something.
  @FunctionalInterface
  public interface Findings {
    List<Finding> findings();
  }

  /// What of the agent itself does not work, for people.
  @FunctionalInterface
  public interface Complaints {
    List<String> complaints();
  }
}
