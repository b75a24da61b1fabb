package org.leasehold.agent.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.sanlock.DaemonStatus;
import org.leasehold.core.sanlock.SanlockClient;

/// The guard itself: looks, judges by [GuardRules], acts. One thread, which waits for nobody.
public final class GuardLoop {
  private static final long LOOK_MS = 250;
  private static final long AWAKE_MAX_MS = 1000;
  private static final long DAEMON_PERIOD_MS = 500;
  private static final long DAEMON_PERIOD_IDLE_MS = 2000;
  private static final long DAEMON_SETTLED_MS = DAEMON_PERIOD_IDLE_MS + 2 * Storage.DEADLINE_MS;
  private static final int SIGTERM = 15;
  private static final int SIGKILL = 9;

  /// Where things are.
  ///
  /// @param watch see [WatchFile]
  /// @param libvirtRun `/run/libvirt/qemu`
  public record Places(Path watch, Path libvirtRun) {
    public static final Places DEFAULT = new Places(WatchFile.PLACE, Path.of("/run/libvirt/qemu"));
  }

  private final Places places;
  private final GuardJournal journal;
  private final SelfReset.Use resetUse;
  private final SelfReset reset;
  private final Copies copies;
  private final Renewals renewals = new Renewals();
  private final Map<String, Storage> storages = new HashMap<>();
  private final Probe<DaemonAnswer> daemon;
  private final Settling daemonSettling = new Settling();
  private final Semaphore wake = new Semaphore(0);
  private String watchText = "";
  private String trouble = "";
  private boolean usesWatchdog;
  private boolean resetCalled;
  private final Gaps gaps = new Gaps(Libc.now());

  public GuardLoop(
      Places places,
      SanlockClient sanlock,
      GuardJournal journal,
      SelfReset.Use resetUse,
      SelfReset reset) {
    this.places = places;
    this.journal = journal;
    this.resetUse = resetUse;
    this.reset = reset;
    this.copies = new Copies(places.libvirtRun());
    this.daemon =
        new Probe<>(
            "sanlock", () -> DaemonAnswer.ask(sanlock), DAEMON_PERIOD_IDLE_MS, this::wakeUp);
  }

  private void wakeUp() {
    wake.release();
  }

  /// Waits for the next look: a quarter of a second, or until something was answered.
  public void pause() throws InterruptedException {
    if (wake.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS)) wake.drainPermits();
  }

  /// Looks once, and acts.
  public void look() {
    var now = Libc.now();
    long nowNanos = System.nanoTime();
    boolean jumped = gaps.look(now);
    readWatchFile();
    for (var ended : copies.look(nowNanos)) sayEnded(ended);
    listen(now);
    var guarded = guarded();
    daemon.period(guarded.isEmpty() ? DAEMON_PERIOD_IDLE_MS : DAEMON_PERIOD_MS);
    long awakeMs = Math.min(gaps.passedMs(), AWAKE_MAX_MS);
    boolean daemonSettled =
        daemonSettling.settled(daemon.last(), DAEMON_SETTLED_MS, nowNanos, awakeMs);
    var settled = new HashMap<String, Boolean>();
    for (var storage : storages.values()) {
      if (jumped) storage.probe.hurry();
      settled.put(
          storage.lockspace.name().text(), storage.settled(nowNanos, awakeMs) && daemonSettled);
    }
    if (jumped) daemon.hurry();
    var urgent = new HashSet<Storage>();
    for (var copy : guarded) judge(copy, settled, urgent, now, nowNanos);
    for (var storage : storages.values()) {
      boolean maybeDead = gaps.isRecent(now, storage.lockspace.ioTimeout());
      storage.urgent(maybeDead || urgent.contains(storage));
    }
  }

  /// Copies with a lease in a watched lockspace; the disks are told what to look at.
  private List<Copy> guarded() {
    var guarded = new ArrayList<Copy>();
    var offsets = new HashMap<String, HashSet<Long>>();
    for (var copy : copies.all()) {
      boolean watched = copy.killedAt.isPresent();
      for (var lease : copy.status().leases()) {
        if (!storages.containsKey(lease.lockspace())) continue;
        watched = true;
        offsets.computeIfAbsent(lease.lockspace(), _ -> new HashSet<>()).add(lease.offsetBytes());
      }
      if (watched) guarded.add(copy);
    }
    storages.forEach(
        (name, storage) -> storage.leases(offsets.getOrDefault(name, new HashSet<>())));
    return guarded;
  }

  /// Takes in what daemon and disks have answered.
  private void listen(Moment now) {
    var answer = daemon.last();
    if (answer != null && answer.value() instanceof DaemonAnswer.Said(DaemonStatus status)) {
      usesWatchdog = status.usesWatchdog();
      for (var storage : storages.values()) storage.daemonGeneration = OptionalLong.empty();
      for (var joined : status.lockspaces()) {
        var storage = storages.get(joined.name());
        if (storage == null || joined.host().value() != storage.lockspace.host().value()) continue;
        storage.daemonGeneration = OptionalLong.of(joined.generation().value());
        renewals.seen(joined.name(), number(joined.details().get("renewal_last_success")), now);
      }
    } else {
      for (var storage : storages.values()) storage.daemonGeneration = OptionalLong.empty();
    }
    for (var storage : storages.values()) {
      var disk = storage.last();
      if (disk == null || disk.value().heartbeat().isEmpty()) continue;
      long timestamp = disk.value().heartbeat().get().timestamp();
      renewals.seen(storage.lockspace.name().text(), timestamp, now);
    }
  }

  private static long number(@Nullable String digits) {
    try {
      return digits == null ? 0 : Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void judge(
      Copy copy, Map<String, Boolean> settled, Set<Storage> urgent, Moment now, long nowNanos) {
    Verdict verdict = new Verdict.LeaveAlone();
    if (copy.killedAt.isPresent()) {
      verdict = GuardRules.judge(CopyCase.killed(copy.sinceKillMs(now)));
    } else {
      for (var lease : copy.status().leases()) {
        var storage = storages.get(lease.lockspace());
        if (storage == null) continue;
        var watch = copy.watch(lease);
        watch.running(copy.status().running(), nowNanos);
        hear(watch, storage);
        if (watch.isSuspicious()) urgent.add(storage);
        if (watch.isInDoubt()) daemon.hurry();
        verdict =
            Verdict.heavier(verdict, GuardRules.judge(caseOf(copy, watch, storage, settled, now)));
      }
    }
    act(copy, verdict, now);
  }

  private void hear(LeaseWatch watch, Storage storage) {
    var said = daemon.last();
    if (said != null) watch.hear(said);
    var seen = storage.last();
    if (seen != null) {
      watch.see(seen, storage.lockspace.host().value(), storage.daemonGeneration);
    }
  }

  private CopyCase caseOf(
      Copy copy, LeaseWatch watch, Storage storage, Map<String, Boolean> settled, Moment now) {
    var name = storage.lockspace.name().text();
    return new CopyCase(
        1000L * storage.lockspace.ioTimeout().renewalFailSeconds(),
        watch.daemon(),
        watch.leader(),
        copy.status().running(),
        copy.cpusRan(),
        renewals.ageMs(name, now),
        settled.getOrDefault(name, false),
        OptionalLong.empty());
  }

  private void act(Copy copy, Verdict verdict, Moment now) {
    switch (verdict) {
      case Verdict.LeaveAlone _ -> {
        if (copy.termSent) journal.add(copy.event("recovered", "renewals go on; it is left alone"));
        copy.termSent = false;
      }
      case Verdict.Terminate(String why) -> {
        if (copy.termSent || !signal(copy, SIGTERM)) return;
        copy.termSent = true;
        journal.add(copy.event("term", why));
      }
      case Verdict.Kill(String why) -> {
        signal(copy, SIGKILL);
        if (copy.killedAt.isPresent()) return;
        copy.killedAt = Optional.of(now);
        journal.add(copy.event("kill", why + troubles(copy)));
      }
      case Verdict.Unkillable(String why) -> unkillable(copy, why, now);
    }
  }

  /// What kept the disk from telling, for the journal.
  private String troubles(Copy copy) {
    var said = new StringBuilder();
    for (var lease : copy.status().leases()) {
      var storage = storages.get(lease.lockspace());
      if (storage == null) continue;
      var last = storage.last();
      if (last == null) said.append("; ").append(lease.path()).append(" has not answered yet");
      else if (!last.value().trouble().isEmpty()) said.append("; ").append(last.value().trouble());
    }
    return said.toString();
  }

  /// The process is checked by its start time just before: pids are used again.
  private static boolean signal(Copy copy, int signal) {
    return ProcFile.startTicks(copy.pid) == copy.startTicks && Libc.kill(copy.pid, signal);
  }

  private void unkillable(Copy copy, String why, Moment now) {
    signal(copy, SIGKILL);
    boolean allowed = GuardRules.mayReset(resetUse, usesWatchdog, renewalsOf(copy, now));
    if (allowed && !resetCalled) {
      resetCalled = true;
      journal.add(copy.event("reset", why + ": this host is reset"));
      reset.now();
    } else if (!allowed && !copy.calledUncovered) {
      copy.calledUncovered = true;
      journal.add(copy.event("uncovered", why + ": it may still write, and others may start it"));
    }
  }

  private List<GuardRules.Renewal> renewalsOf(Copy copy, Moment now) {
    var found = new ArrayList<GuardRules.Renewal>();
    for (var lease : copy.status().leases()) {
      var storage = storages.get(lease.lockspace());
      if (storage == null) continue;
      var age = renewals.ageMs(storage.lockspace.name().text(), now);
      long deadMs = 1000L * storage.lockspace.ioTimeout().hostDeadSeconds();
      if (age.isPresent()) found.add(new GuardRules.Renewal(age.getAsLong(), deadMs));
    }
    return found;
  }

  private void sayEnded(Copy copy) {
    if (copy.termSent || copy.killedAt.isPresent()) {
      journal.add(copy.event("gone", "its last thread has ended"));
    }
  }

  private void readWatchFile() {
    try {
      var text = Files.exists(places.watch()) ? Files.readString(places.watch()) : "";
      if (text.equals(watchText)) return;
      watchText = text;
      var watched =
          text.isEmpty() ? List.<WatchFile.Watched>of() : WatchFile.parse(text).lockspaces();
      var wanted = new HashMap<String, WatchFile.Watched>();
      for (var one : watched) wanted.put(one.name().text(), one);
      for (var name : List.copyOf(storages.keySet())) {
        var storage = storages.get(name);
        if (storage == null || storage.lockspace.equals(wanted.get(name))) continue;
        storage.close();
        storages.remove(name);
      }
      wanted.forEach(
          (name, one) -> storages.computeIfAbsent(name, _ -> new Storage(one, this::wakeUp)));
      journal.add(GuardEvent.of("watching", watched.size() + " lockspaces " + wanted.keySet()));
    } catch (IOException | IllegalArgumentException e) {
      // What was watched before goes on being watched: a broken file must not disarm the guard.
      var said = places.watch() + ": " + e.getMessage();
      if (!said.equals(trouble)) journal.add(GuardEvent.of("trouble", said));
      trouble = said;
    }
  }

  /// For the service's status line.
  public String summary() {
    return "%d lockspaces, %d VMs".formatted(storages.size(), copies.all().size());
  }
}
