package org.leasehold.core.sanlock;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;

/// What a daemon says of itself: `sanlock client status -D`.
///
/// The `details` are the daemon's own `key=value` words, in its order; they differ between
/// versions.
///
/// @see "sanlock src/cmd.c: cmd_status, print_state_*"
public record DaemonStatus(
    SequencedMap<String, String> details,
    List<Client> clients,
    List<Lockspace> lockspaces,
    List<Lease> leases) {
  public DaemonStatus {
    details = copy(details);
    clients = List.copyOf(clients);
    lockspaces = List.copyOf(lockspaces);
    leases = List.copyOf(leases);
  }

  /// The name the daemon writes into its delta records; random at each start unless configured.
  public String hostName() {
    return details.getOrDefault("our_host_name", "");
  }

  /// True only if the daemon says so. Debian's default is no: then "dead" is a hope, not a fact.
  public boolean usesWatchdog() {
    return "1".equals(details.get("use_watchdog"));
  }

  /// As the daemon writes it, for example `3.8.5`; empty if it does not say.
  public Optional<String> version() {
    return Optional.ofNullable(details.get("version_str"));
  }

  /// One connection to the daemon, the one that asks included.
  ///
  /// @param pid 0 or -1 for connections that registered no process
  public record Client(int pid, String name, SequencedMap<String, String> details) {
    public Client {
      details = copy(details);
    }
  }

  /// A lockspace the daemon has joined, is joining or is leaving.
  ///
  /// @param generation of the daemon's own host in it
  public record Lockspace(
      String name,
      HostId host,
      LeasePlace place,
      JoinedLockspace.Phase phase,
      Generation generation,
      SequencedMap<String, String> details) {
    public Lockspace {
      details = copy(details);
    }
  }

  /// A lease that a process of this host holds, or is taking or giving up.
  ///
  /// @param version 0 while it is being acquired
  public record Lease(
      String lockspace,
      String lease,
      List<LeasePlace> places,
      long version,
      boolean shared,
      int pid,
      Phase phase,
      SequencedMap<String, String> details) {
    public Lease {
      places = List.copyOf(places);
      details = copy(details);
    }

    /// Which of the daemon's lists it is on.
    ///
    /// @see "sanlock src/resource.c: send_state_resources"
    public enum Phase {
      HELD,
      /// Being acquired: also while a dead owner is waited for, when nothing shows on disk.
      ACQUIRING,
      RELEASING,
      /// Persistent, its process gone.
      ORPHAN,
      UNKNOWN
    }
  }

  private static SequencedMap<String, String> copy(Map<String, String> map) {
    return Collections.unmodifiableSequencedMap(new LinkedHashMap<>(map));
  }
}
