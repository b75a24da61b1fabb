package org.leasehold.core.volume;

import static org.leasehold.core.volume.Finding.Severity.CRITICAL;
import static org.leasehold.core.volume.Finding.Severity.ERROR;
import static org.leasehold.core.volume.Finding.Severity.INFO;
import static org.leasehold.core.volume.Finding.Severity.WARNING;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.leasehold.core.model.HostId;

/// Findings about the delta leases: the heartbeats of the hosts.
final class LockspaceCheck {
  private static final HostId FIRST = new HostId(1);

  private LockspaceCheck() {}

  static void check(VolumeSnapshot volume, VolumeHistory history, List<Finding> findings) {
    var lockspace = volume.lockspace();
    if (!lockspace.exists()) {
      missing(volume, findings);
      return;
    }
    torn(volume, findings);
    truncated(volume, findings);
    var known = volume.lockspaceName();
    var names = new TreeMap<String, HostId>();
    for (var joined : lockspace.joined().values()) {
      host(volume, joined, known, findings);
      var other = names.putIfAbsent(joined.hostName(), joined.host());
      if (other != null) findings.add(nameTwice(volume, joined, other));
    }
    for (var beat : history.heartbeats().wentBack()) {
      findings.add(
          Finding.ofVolume(
              CRITICAL,
              Finding.Code.HOST_WENT_BACK,
              offsetBytes(volume, beat.last().host()),
              beat.wentBack().orElseThrow(),
              "the lockspace was re-created or restored from a copy while hosts use it",
              "stop all starts on this storage domain until every host has left and rejoined"));
    }
  }

  private static void missing(VolumeSnapshot volume, List<Finding> findings) {
    if (volume.lostItsLockspace()) {
      findings.add(
          Finding.ofVolume(
              CRITICAL,
              Finding.Code.LOCKSPACE_MISSING,
              0,
              "no delta lease in slot 0 of a volume that Leasehold made",
              "the hosts' heartbeats are overwritten: within 8 io timeouts every host ends the VMs"
                  + " whose leases are here, and none can join again",
              "start nothing from this volume; find out what wrote to it, then create a new one"
                  + " beside it"));
      return;
    }
    boolean used = volume.index().records().stream().anyMatch(IndexRecord.Used.class::isInstance);
    findings.add(
        Finding.ofVolume(
            used ? WARNING : INFO,
            Finding.Code.LOCKSPACE_MISSING,
            0,
            "no delta lease in slot 0",
            "without heartbeats nobody can say whether an owner of a lease lives",
            "oVirt keeps them in a separate volume: give it with --ids"));
  }

  /// An interrupted format leaves host 1 without magic and the others formatted.
  private static void torn(VolumeSnapshot volume, List<Finding> findings) {
    var lockspace = volume.lockspace();
    var all = lockspace.damaged();
    for (int i = 0; i < all.size(); i++) {
      var damaged = all.get(i);
      boolean first = damaged.host().equals(FIRST);
      long at = offsetBytes(volume, damaged.host());
      if (first && damaged.leader().magic() == 0 && lockspace.joined().isEmpty()) {
        findings.add(
            Finding.ofVolume(
                ERROR,
                Finding.Code.LOCKSPACE_FORMAT_TORN,
                at,
                "host 1 has no delta lease, others have",
                "the lockspace was being formatted when its writer stopped; no host can join it",
                "create the volume again; nothing can have been in use on it"));
        continue;
      }
      int last = i;
      while (last + 1 < all.size() && isNext(all.get(last), all.get(last + 1))) last++;
      var hosts =
          last == i
              ? "host id " + damaged.host()
              : "host ids %s to %s".formatted(damaged.host(), all.get(last).host());
      i = last;
      findings.add(
          Finding.ofVolume(
              ERROR,
              Finding.Code.HOST_DAMAGED,
              at,
              hosts + ": " + damaged.why().sentence(),
              damaged.why() == DeltaLease.Flaw.OWNER
                  ? "two hosts write with one id, or a write went astray; sanlock takes the leases"
                      + " of this id for ended"
                  : "whether such a host lives cannot be told: its leases count as held by an"
                      + " unknown owner, and nobody can join under this id",
              "a host in use ends its VMs by itself when it sees this; then run"
                  + " `leasehold volume check` again, and create a new volume if it stays so"));
    }
  }

  private static boolean isNext(DeltaLease.Damaged one, DeltaLease.Damaged next) {
    return one.why() == next.why() && one.host().value() + 1 == next.host().value();
  }

  private static void truncated(VolumeSnapshot volume, List<Finding> findings) {
    var lockspace = volume.lockspace();
    int sectors = lockspace.joined().size() + lockspace.damaged().size() + lockspace.formatted();
    int wanted = volume.geometry().hostsMax();
    if (sectors >= wanted) return;
    findings.add(
        Finding.ofVolume(
            ERROR,
            Finding.Code.LOCKSPACE_TRUNCATED,
            (long) sectors * volume.geometry().sectorBytes(),
            sectors + " delta leases, " + wanted + " expected",
            "the lockspace ends early; sanlock answers a join with a short read",
            "restore the volume from its storage"));
  }

  private static void host(
      VolumeSnapshot volume,
      DeltaLease.Joined joined,
      Optional<String> known,
      List<Finding> findings) {
    long at = offsetBytes(volume, joined.host());
    if (known.isPresent() && !known.get().equals(joined.lockspace())) {
      findings.add(
          Finding.ofVolume(
              CRITICAL,
              Finding.Code.LOCKSPACE_NAME,
              at + 56,
              "host id %s: lockspace %s".formatted(joined.host(), joined.lockspace()),
              "the index belongs to lockspace " + known.get(),
              "index and heartbeats are of different storage domains: give the right --ids, or"
                  + " restore the volume"));
    }
    if (joined.ioTimeoutSeconds() < 1 || joined.ioTimeoutSeconds() > 255) {
      findings.add(
          Finding.ofVolume(
              WARNING,
              Finding.Code.HOST_IO_TIMEOUT,
              at + 174,
              "host id %s: io timeout %d s".formatted(joined.host(), joined.ioTimeoutSeconds()),
              joined.ioTimeoutSeconds() == 0
                  ? "written by a very old sanlock, or damaged: no checksum covers it; 10 s is used"
                  : "damaged: no checksum covers it; sanlock uses the low byte, %d s"
                      .formatted(joined.ioTimeout().seconds()),
              "the host writes it anew when it joins"));
    }
  }

  private static Finding nameTwice(VolumeSnapshot volume, DeltaLease.Joined joined, HostId other) {
    return Finding.ofVolume(
        WARNING,
        Finding.Code.HOST_NAME_TWICE,
        offsetBytes(volume, joined.host()) + 104,
        "host ids %s and %s both say %s".formatted(other, joined.host(), joined.hostName()),
        "one host came back under another id, or two hosts were cloned with one configuration",
        "compare the hosts' names; a clone must get a name of its own before it joins again");
  }

  private static long offsetBytes(VolumeSnapshot volume, HostId host) {
    return (long) (host.value() - 1) * volume.geometry().sectorBytes();
  }
}
