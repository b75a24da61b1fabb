package org.leasehold.agent.check;

import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.IoTimeout;

/// What of the facts is missing or dangerous. Pure.
///
/// @see "safety.md S3, S5, S6, S8, S11, S12"
final class CheckRules {
  /// What the project is tested with.
  private static final String SANLOCK_MAJOR = "3.";

  private final HostFacts facts;
  private final List<HostFinding> findings = new ArrayList<>();

  private CheckRules(HostFacts facts) {
    this.facts = facts;
  }

  /// Grave ones first.
  static List<HostFinding> findings(HostFacts facts) {
    var rules = new CheckRules(facts);
    rules.libvirt();
    rules.sanlock();
    rules.watchdog();
    for (var lockspace : facts.lockspaces()) rules.lockspace(lockspace);
    rules.otherStarters();
    rules.storage();
    rules.host();
    var sorted = new ArrayList<>(rules.findings);
    sorted.sort((one, other) -> Boolean.compare(other.grave(), one.grave()));
    return List.copyOf(sorted);
  }

  /// How well this host keeps its promise to stop writing when its lease is lost (S12).
  static Grade grade(HostFacts facts) {
    boolean leasesAreReal =
        facts.libvirt().lockManager().equals(java.util.Optional.of("sanlock"))
            && facts.libvirt().pluginInstalled()
            && facts.sanlock().isPresent();
    if (!leasesAreReal) return Grade.NOT_PROTECTED;
    if (facts.sanlock().get().usesWatchdog() && facts.wdmd()) return Grade.WATCHDOG;
    return facts.guardRuns() ? Grade.GUARD_ONLY : Grade.NOT_PROTECTED;
  }

  private void grave(String id, String what, String fix) {
    findings.add(new HostFinding(id, true, what, fix));
  }

  private void note(String id, String what, String fix) {
    findings.add(new HostFinding(id, false, what, fix));
  }

  private void libvirt() {
    var libvirt = facts.libvirt();
    if (!libvirt.lockManager().equals(java.util.Optional.of("sanlock"))) {
      grave(
          "libvirt.lock-manager",
          libvirt
              .lockManager()
              .map(other -> "libvirt's lock manager is '" + other + "', which cannot use leases")
              .orElse("libvirt has no lock manager: it ignores <lease> silently"),
          "set lock_manager = \"sanlock\" in /etc/libvirt/qemu.conf and restart libvirtd");
    }
    if (!libvirt.pluginInstalled()) {
      grave(
          "libvirt.lock-driver",
          "libvirt's lock driver for sanlock is not installed",
          "install the package libvirt-sanlock");
    }
    if (libvirt.autoDiskLeases()) {
      note(
          "libvirt.auto-disk-leases",
          "libvirt makes disk leases of its own (auto_disk_leases)",
          "set auto_disk_leases = 0 in /etc/libvirt/qemu-sanlock.conf");
    }
    if (libvirt.requireLease()) {
      note(
          "libvirt.require-lease",
          "libvirt refuses VMs without a lease, protected or not (require_lease_for_disks)",
          "set require_lease_for_disks = 0 in /etc/libvirt/qemu-sanlock.conf");
    }
    if (!libvirt.hookInstalled()) {
      grave(
          "libvirt.hook",
          "the hook that refuses a protected disk without its lease is not installed",
          "install the package leasehold-agent again, and restart libvirtd");
    }
    for (var file : libvirt.stale()) {
      grave(
          "libvirt.stale",
          file + " was changed after libvirtd was started and is not in force",
          "restart libvirtd; running VMs are not touched by that");
    }
  }

  private void sanlock() {
    if (facts.sanlock().isEmpty()) {
      grave("sanlock.down", facts.sanlockTrouble(), "systemctl enable --now sanlock");
      return;
    }
    var version = facts.sanlock().get().version();
    if (!version.startsWith(SANLOCK_MAJOR)) {
      note(
          "sanlock.version",
          "sanlock is version " + version + "; Leasehold is tested with 3.8",
          "use sanlock 3.8");
    }
  }

  private void watchdog() {
    var grade = grade(facts);
    if (grade == Grade.WATCHDOG) return;
    var why =
        facts.sanlock().map(HostFacts.Sanlock::usesWatchdog).orElse(false)
            ? "sanlock wants a watchdog, and wdmd does not run"
            : "sanlock runs without a watchdog, as Debian ships it (-w 0)";
    var fix =
        facts.watchdogDevice()
            ? "install wdmd, remove '-w 0' from /etc/default/sanlock, restart on an evacuated host"
            : "load a watchdog driver (softdog where there is no hardware), then as for wdmd";
    if (grade == Grade.GUARD_ONLY) {
      note("protection.guard-only", why + ": only the lease guard stands behind the leases", fix);
      return;
    }
    grave(
        "protection.none",
        facts.guardRuns() ? "this host's leases are not real" : "no lease guard runs; " + why,
        facts.guardRuns()
            ? "see the findings on libvirt and sanlock"
            : "systemctl enable --now leasehold-guard");
  }

  private void lockspace(HostFacts.Lockspace lockspace) {
    var name = lockspace.name();
    if (lockspace.joinedAs().isEmpty()) {
      grave(
          "lockspace.not-joined",
          "lockspace " + name + " is not joined: no protected VM can start here",
          "look at the storage and at sanlock's log; the agent joins as soon as it may");
      return;
    }
    if (lockspace.joinedAs().get() != lockspace.hostId()) {
      grave(
          "lockspace.host-id",
          "lockspace %s is joined as host %d, and this host's id is %d"
              .formatted(name, lockspace.joinedAs().get(), lockspace.hostId()),
          "leave it and let the agent join: somebody else joined it by hand");
    }
    boolean clash =
        !lockspace.heartbeatName().isEmpty()
            && !lockspace.heartbeatName().equals(lockspace.daemonName());
    if (clash) {
      grave(
          "lockspace.host-id-clash",
          "host id %d of lockspace %s is written by '%s', and this host is '%s'"
              .formatted(
                  lockspace.hostId(), name, lockspace.heartbeatName(), lockspace.daemonName()),
          "two hosts use one id: evacuate this host, leave, and enrol it anew");
    }
    int joined = lockspace.joinedIoTimeoutSeconds();
    if (joined != 0 && joined != lockspace.ioTimeoutSeconds()) {
      grave(
          "lockspace.io-timeout",
          "lockspace %s is joined with io timeout %d s, and the cluster's is %d s"
              .formatted(name, joined, lockspace.ioTimeoutSeconds()),
          "evacuate this host, leave, and let the agent join");
    }
  }

  private void otherStarters() {
    for (var vm : facts.libvirt().autostarts()) {
      grave(
          "libvirt.autostart",
          "libvirt starts " + vm + " at boot, and it uses a protected disk",
          "virsh autostart --disable " + vm + "; Leasehold starts its VMs itself");
    }
    for (var vm : facts.libvirt().ownDefinitions()) {
      grave(
          "libvirt.definition",
          "libvirt has a definition of its own of " + vm + ", which uses a protected disk",
          "virsh undefine --keep-nvram " + vm + ", after a look at it");
    }
    if (facts.libvirt().guestsServiceStarts()) {
      note(
          "libvirt.guests",
          "libvirt-guests is enabled and starts or suspends VMs at boot and shutdown",
          "systemctl disable libvirt-guests, or set ON_BOOT=ignore and ON_SHUTDOWN=shutdown");
    }
    for (var vm : facts.pacemakerVms()) {
      grave(
          "pacemaker.vm",
          "Pacemaker has the VM resource " + vm,
          "remove it from Pacemaker before Leasehold protects that VM");
    }
  }

  private void storage() {
    int shortestFail =
        facts.lockspaces().stream()
            .mapToInt(one -> new IoTimeout(one.ioTimeoutSeconds()).renewalFailSeconds())
            .min()
            .orElse(IoTimeout.DEFAULT.renewalFailSeconds());
    for (var retry : facts.retries()) {
      if (retry.seconds().isPresent() && retry.seconds().get() <= shortestFail) continue;
      note(
          "storage.retry",
          "%s: %s retries %s, and a lease lives %d s without a renewal (8N)"
              .formatted(
                  retry.where(),
                  retry.what(),
                  retry.seconds().map(seconds -> seconds + " s").orElse("for ever"),
                  shortestFail),
          "let it give up within 8N, or a VM cannot be ended while its disk hangs");
    }
  }

  private void host() {
    if (!facts.sleepTargets().isEmpty()) {
      note(
          "host.sleep",
          "this host can be put to sleep: " + String.join(", ", facts.sleepTargets()),
          "systemctl mask " + String.join(" ", facts.sleepTargets()));
    }
    if (facts.timeSync().isEmpty()) {
      note(
          "host.time",
          "no time daemon runs: times in events of several hosts cannot be compared",
          "install chrony");
    }
  }
}
