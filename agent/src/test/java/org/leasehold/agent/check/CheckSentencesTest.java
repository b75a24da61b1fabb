package org.leasehold.agent.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Every finding, word for word: what is wrong and what to do.
class CheckSentencesTest {
  private static final HostFacts.Libvirt WELL =
      new HostFacts.Libvirt(
          Optional.of("sanlock"), true, false, false, true, List.of(), false, List.of(), List.of());
  private static final HostFacts.Libvirt BADLY =
      new HostFacts.Libvirt(
          Optional.of("lockd"),
          false,
          true,
          true,
          false,
          List.of("/etc/libvirt/qemu.conf"),
          true,
          List.of("web"),
          List.of("web"));

  private static final Optional<HostFacts.Sanlock> SANLOCK =
      Optional.of(new HostFacts.Sanlock("3.8.5", false));

  private static HostFacts.Lockspace lockspace(
      Optional<Integer> joinedAs, int ioTimeout, String writer) {
    return new HostFacts.Lockspace("ls", 1, 10, joinedAs, ioTimeout, writer, "me");
  }

  private static HostFacts facts(
      HostFacts.Libvirt libvirt,
      Optional<HostFacts.Sanlock> sanlock,
      boolean device,
      boolean guardRuns,
      HostFacts.Lockspace... lockspaces) {
    return new HostFacts(
        libvirt,
        sanlock,
        "sanlock is not running on this host",
        device,
        false,
        guardRuns,
        List.of(lockspaces),
        List.of(),
        Optional.of("chronyd"),
        List.of(),
        List.of());
  }

  private static List<String> said(HostFacts facts) {
    return CheckRules.findings(facts).stream()
        .map(one -> "%s%s -> %s".formatted(one.grave() ? "! " : "", one.what(), one.fix()))
        .toList();
  }

  private static final String GUARD_ONLY =
      "sanlock runs without a watchdog, as Debian ships it (-w 0): only the lease guard stands"
          + " behind the leases -> install wdmd, remove '-w 0' from /etc/default/sanlock, restart on"
          + " an evacuated host";

  @Test
  void aLibvirtThatProtectsNobody() {
    assertEquals(
        List.of(
            "! libvirt's lock manager is 'lockd', which cannot use leases -> set lock_manager ="
                + " \"sanlock\" in /etc/libvirt/qemu.conf and restart libvirtd",
            "! libvirt's lock driver for sanlock is not installed -> install the package"
                + " libvirt-sanlock",
            "! the hook that refuses a protected disk without its lease is not installed -> install"
                + " the package leasehold-agent again, and restart libvirtd",
            "! /etc/libvirt/qemu.conf was changed after libvirtd was started and is not in force ->"
                + " restart libvirtd; running VMs are not touched by that",
            "! this host's leases are not real -> see the findings on libvirt and sanlock",
            "! libvirt starts web at boot, and it uses a protected disk -> virsh autostart --disable"
                + " web; Leasehold starts its VMs itself",
            "! libvirt has a definition of its own of web, which uses a protected disk -> virsh"
                + " undefine --keep-nvram web, after a look at it",
            "libvirt makes disk leases of its own (auto_disk_leases) -> set auto_disk_leases = 0 in"
                + " /etc/libvirt/qemu-sanlock.conf",
            "libvirt refuses VMs without a lease, protected or not (require_lease_for_disks) -> set"
                + " require_lease_for_disks = 0 in /etc/libvirt/qemu-sanlock.conf",
            "libvirt-guests is enabled and starts or suspends VMs at boot and shutdown -> systemctl"
                + " disable libvirt-guests, or set ON_BOOT=ignore and ON_SHUTDOWN=shutdown"),
        said(facts(BADLY, SANLOCK, true, true)));
  }

  @Test
  void aSanlockThatIsDownAndAHostWithoutAGuard() {
    assertEquals(
        List.of(
            "! sanlock is not running on this host -> systemctl enable --now sanlock",
            "! no lease guard runs; sanlock runs without a watchdog, as Debian ships it (-w 0) ->"
                + " systemctl enable --now leasehold-guard"),
        said(facts(WELL, Optional.empty(), true, false)));
  }

  @Test
  void whatStandsBehindTheLeases() {
    assertEquals(List.of(GUARD_ONLY), said(facts(WELL, SANLOCK, true, true)));
    assertEquals(
        List.of(
            "sanlock wants a watchdog, and wdmd does not run: only the lease guard stands behind"
                + " the leases -> load a watchdog driver (softdog where there is no hardware), then"
                + " as for wdmd"),
        said(facts(WELL, Optional.of(new HostFacts.Sanlock("3.8.5", true)), false, true)));
    assertEquals(
        List.of(
            "sanlock is version 4.0.0; Leasehold is tested with 3.8 -> use sanlock 3.8",
            GUARD_ONLY),
        said(facts(WELL, Optional.of(new HostFacts.Sanlock("4.0.0", false)), true, true)));
  }

  @Test
  void lockspacesThatAreInWrongly() {
    assertEquals(
        List.of(
            "! lockspace ls is not joined: no protected VM can start here -> look at the storage and"
                + " at sanlock's log; the agent joins as soon as it may",
            "! lockspace ls is joined as host 2, and this host's id is 1 -> leave it and let the"
                + " agent join: somebody else joined it by hand",
            "! host id 1 of lockspace ls is written by 'other', and this host is 'me' -> two hosts"
                + " use one id: evacuate this host, leave, and enrol it anew",
            "! lockspace ls is joined with io timeout 5 s, and the cluster's is 10 s -> evacuate"
                + " this host, leave, and let the agent join",
            GUARD_ONLY),
        said(
            facts(
                WELL,
                SANLOCK,
                true,
                true,
                lockspace(Optional.empty(), 0, ""),
                lockspace(Optional.of(2), 10, "me"),
                lockspace(Optional.of(1), 10, "other"),
                lockspace(Optional.of(1), 5, "me"))));
  }

  @Test
  void aHostThatSleepsRetriesForEverAndHasAnotherClusterManager() {
    var facts =
        new HostFacts(
            WELL,
            SANLOCK,
            "",
            true,
            false,
            true,
            List.of(),
            List.of("sleep.target", "suspend.target"),
            Optional.empty(),
            List.of("vm-db"),
            List.of(
                new HostFacts.Retry("/mnt", "NFS mounted soft", Optional.of(81L)),
                new HostFacts.Retry("/etc/multipath.conf", "no_path_retry", Optional.empty())));
    var giveUp = " -> let it give up within 8N, or a VM cannot be ended while its disk hangs";
    assertEquals(
        List.of(
            "! Pacemaker has the VM resource vm-db -> remove it from Pacemaker before Leasehold"
                + " protects that VM",
            GUARD_ONLY,
            "/mnt: NFS mounted soft retries 81 s, and a lease lives 80 s without a renewal (8N)"
                + giveUp,
            "/etc/multipath.conf: no_path_retry retries for ever, and a lease lives 80 s without a"
                + " renewal (8N)"
                + giveUp,
            "this host can be put to sleep: sleep.target, suspend.target -> systemctl mask"
                + " sleep.target suspend.target",
            "no time daemon runs: times in events of several hosts cannot be compared -> install"
                + " chrony"),
        said(facts));
  }
}
