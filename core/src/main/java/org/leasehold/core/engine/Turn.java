package org.leasehold.core.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;

/// One step in the making: the state being changed, and the only ways to change it.
///
/// Every change of a host's or VM's status goes through [#change], which writes `from -> to` with
/// the arithmetic; every command goes through [#order]. Lives inside one step, on one thread.
final class Turn {
  static final long SECOND = 1_000_000_000L;
  private static final long TEXT_RENEWED_NANOS = 5 * SECOND;

  final Engine engine;
  final long now;
  long startedNanos;
  long lookedSinceNanos;
  long lastTickNanos;
  Claim claim;
  long claimSinceNanos;
  long beat;
  long beatNanos;
  Epoch epoch;
  @Nullable HostId ownHost;
  boolean restored;
  Table<HostId, HostRecord> hosts;
  Table<VmId, VmRecord> vms;
  Table<LockspaceName, StoreRecord> stores;
  Table<VmId, VmRecord> queue;
  Table<CommandId, Pending> pending;
  long nextCommand;
  @Nullable HaPause pause;
  private @Nullable ClusterDocument document;
  private final List<Command> commands = new ArrayList<>();
  private final List<LogLine> lines = new ArrayList<>();

  Turn(Engine engine, EngineState state, long now) {
    this.engine = engine;
    this.now = now;
    startedNanos = state.startedNanos();
    lookedSinceNanos = state.lookedSinceNanos();
    lastTickNanos = state.lastTickNanos();
    claim = state.claim();
    claimSinceNanos = state.claimSinceNanos();
    beat = state.beat();
    beatNanos = state.beatNanos();
    epoch = state.epoch();
    ownHost = state.ownHost();
    restored = state.restored();
    document = state.document();
    hosts = state.hosts();
    vms = state.vms();
    stores = state.stores();
    queue = state.queue();
    pending = state.pending();
    nextCommand = state.nextCommand();
    pause = state.pause();
  }

  Step done() {
    return new Step(
        new EngineState(
            now,
            startedNanos,
            lookedSinceNanos,
            lastTickNanos,
            claim,
            claimSinceNanos,
            beat,
            beatNanos,
            epoch,
            ownHost,
            restored,
            document,
            hosts,
            vms,
            stores,
            queue,
            pending,
            nextCommand,
            pause),
        commands,
        lines);
  }

  boolean holds(Safeguard safeguard) {
    return engine.holds(safeguard);
  }

  boolean hasDocument() {
    return document != null;
  }

  ClusterDocument document() {
    if (document == null) throw new IllegalStateException("an event before Started");
    return document;
  }

  void replaceDocument(ClusterDocument next) {
    document = next;
  }

  Settings settings() {
    return document().settings();
  }

  @Nullable VmEntry entry(VmId vm) {
    return document().vms().get(vm);
  }

  @Nullable HostEntry entry(HostId host) {
    return document().hosts().get(host);
  }

  boolean hasPassed(long sinceNanos, Duration limit) {
    return now - sinceNanos >= limit.toNanos();
  }

  /// With one digit after the point; by hand, because thousands of these are made in a crash.
  static String seconds(long nanos) {
    long tenths = Math.floorDiv(nanos + 50_000_000L, 100_000_000L);
    long whole = Math.abs(tenths) / 10;
    return (tenths < 0 ? "-" : "") + whole + "." + Math.abs(tenths) % 10 + " s";
  }

  String name(VmId vm) {
    var entry = entry(vm);
    return "vm " + (entry == null ? vm.text() : entry.name());
  }

  String name(HostId host) {
    var entry = entry(host);
    return "host " + (entry == null ? host.toString() : entry.name());
  }

  void log(Severity severity, String eventId, String subject, String what, String because) {
    lines.add(new LogLine(now, severity, eventId, subject, what, because));
    if (severity.compareTo(Severity.ERROR) >= 0) {
      String text = subject + ": " + what + (because.isEmpty() ? "" : ": " + because);
      commands.add(new Command.Notify(header(null, text), severity, eventId, text));
    }
  }

  /// The funnel for hosts: a change of status is never silent.
  void change(HostDraft draft, HostStatus to, Severity severity, String eventId, String because) {
    var from = draft.status;
    draft.status = to;
    if (from != to) draft.changedNanos = now;
    var next = draft.done();
    hosts = hosts.with(next.id(), next);
    if (from != to) {
      log(severity, eventId, name(next.id()), from.word() + " -> " + to.word(), because);
    }
  }

  /// Everything about a host but its status.
  void update(HostDraft draft) {
    var next = draft.done();
    var before = hosts.get(next.id());
    if (before != null && before.status() != next.status()) {
      throw new IllegalStateException("a host's status changed beside the funnel");
    }
    hosts = hosts.with(next.id(), next);
  }

  /// The funnel for VMs: a change of status or host is never silent.
  void change(VmDraft draft, VmStatus to, Severity severity, String eventId, String because) {
    var before = vms.get(draft.id);
    var from = before == null ? VmStatus.UNASSIGNED : before.status();
    var fromHost = before == null ? null : before.host();
    var at = draft.host;
    boolean moved = at != null && !at.equals(fromHost);
    draft.status = to;
    if (from != to || moved) draft.changedNanos = now;
    put(before, draft.done());
    if (from != to || moved) {
      String where = at == null ? "" : " on " + name(at);
      log(severity, eventId, name(draft.id), from.word() + " -> " + to.word() + where, because);
    }
  }

  /// Everything about a VM but its status and host.
  void update(VmDraft draft) {
    var next = draft.done();
    var before = vms.get(next.id());
    if (before != null && before.status() != next.status()) {
      throw new IllegalStateException("a VM's status changed beside the funnel");
    }
    put(before, next);
  }

  private void put(@Nullable VmRecord before, VmRecord next) {
    var fromHost = before == null ? null : before.host();
    var toHost = next.host();
    if (fromHost != null && !fromHost.equals(toHost)) settle(fromHost, next.id(), false);
    if (toHost != null && !toHost.equals(fromHost)) settle(toHost, next.id(), true);
    vms = vms.with(next.id(), next);
    if (needsAttention(next)) {
      queue = queue.with(next.id(), next);
    } else if (queue.has(next.id())) {
      queue = queue.without(next.id());
    }
  }

  private static boolean needsAttention(VmRecord vm) {
    var migration = vm.migration();
    return vm.restart() != null
        || vm.status() == VmStatus.UNKNOWN
        || vm.start() != null
        || (migration != null && migration.command() == null);
  }

  private void settle(HostId host, VmId vm, boolean there) {
    var record = hosts.get(host);
    if (record == null) return;
    var draft = record.draft();
    draft.vms = there ? draft.vms.with(vm, vm) : draft.vms.without(vm);
    update(draft);
  }

  /// Says why nothing is done about a VM; logged once, when the first failed condition changes. The
  /// words are made only when they are needed: this is asked for every queued VM every second.
  void explain(VmDraft draft, VmId vm, String condition, Supplier<String> text) {
    var before = draft.explanation;
    if (before != null && before.condition().equals(condition)) {
      if (now - before.textNanos() < TEXT_RENEWED_NANOS) return;
      draft.explanation = new Explanation(condition, text.get(), before.sinceNanos(), now);
      return;
    }
    String words = text.get();
    draft.explanation = new Explanation(condition, words, now, now);
    log(Severity.INFO, "vm.held", name(vm), "held: " + condition, words);
  }

  void explain(VmDraft draft, VmId vm, String condition, String text) {
    explain(draft, vm, condition, () -> text);
  }

  CommandHeader header(@Nullable HostId restsOn, String why) {
    HostReport report = null;
    if (restsOn != null) {
      var host = hosts.get(restsOn);
      report = host == null ? null : host.report();
    }
    return new CommandHeader(
        new CommandId(nextCommand++),
        epoch,
        now,
        document == null ? 10_000 : settings().watching().commandAgeMax().toMillis(),
        report == null ? null : report.agent(),
        report == null ? 0 : report.number(),
        why);
  }

  /// Sends a command that needs no outcome.
  void tell(Command command) {
    commands.add(command);
  }

  /// Sends a command and waits for its outcome.
  CommandId order(Command command, String eventId, String subject, String what) {
    var id = command.header().id();
    commands.add(command);
    var limit =
        command instanceof Command.StartVm
            ? settings().restart().startLimit()
            : Duration.ofMinutes(10);
    pending = pending.with(id, new Pending(command, now + limit.toNanos()));
    log(Severity.INFO, eventId, subject, what, command.header().why());
    return id;
  }

  /// Why the engine may not act on anything but lease-protected starts; null when it may (S16).
  @Nullable String mayNotAct() {
    if (pause != null) return "HA paused: " + pause.reason();
    if (holds(Safeguard.CLAIM) && !claim.acts()) {
      return "S16 claim: this engine is "
          + (claim == Claim.LOST ? "without its claim" : "watching");
    }
    return null;
  }

  /// Why nothing may be done on the strength of what this host reported; null when it may (S20).
  @Nullable String mustLookAgain(HostRecord host) {
    if (!holds(Safeguard.LOOK_AGAIN)) return null;
    return host.report() == null || host.reportNanos() <= lookedSinceNanos
        ? "S20 look again: "
            + name(host.id())
            + " has not reported since the clock jumped or the engine began"
        : null;
  }
}
