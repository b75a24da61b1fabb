package org.leasehold.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.Capacity;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.HostSight;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LeaseSight;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.model.PauseReason;
import org.leasehold.core.model.Protection;
import org.leasehold.core.model.ResumeBehaviour;
import org.leasehold.core.model.SanlockHostState;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.StartAnswer;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.model.StoreReport;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.model.VmRun;
import org.leasehold.core.model.Wanted;
import org.leasehold.core.model.WatchReport;

/// A small cluster made of facts that tests set by hand: it turns them into events, second by
/// second, and keeps what the engine says. It decides nothing and knows no rules.
final class Rig {
  static final LockspaceName STORE = new LockspaceName("store");
  static final DiskSet DISKS = new DiskSet(List.of("/disk"), true);

  /// One host's facts.
  static final class Host {
    final HostId id;
    boolean management = true;
    boolean power = true;
    boolean storage = true;
    boolean joined = true;
    boolean recovering;
    int boot = 1;
    long agent = 1;
    long number;
    long looks;
    boolean looksStopped; // reports still come
    long generation = 1;
    long renewedSecond;
    boolean free;
    boolean shuttingDown;
    List<HostId> unseen = List.of();
    List<String> lacks = List.of();
    long memoryMiB = 65_536;
    Grade grade = Grade.WATCHDOG;
    Protection.Proof proof = Protection.Proof.PROVEN;
    boolean enrolled = true;
    int storeError;
    long storeDelayMs = 10;
    List<Finding> findings = List.of();
    final SortedMap<VmId, VmReport> vms = new TreeMap<>();
    final SortedMap<VmId, List<String>> cannot = new TreeMap<>();
    List<HostId> watchedHosts = List.of();
    List<LeaseId> watchedLeases = List.of();

    /// Overrides what this host sees of another; for a host on another volume.
    UnaryOperator<HostSight> view = sight -> sight;

    Host(int id) {
      this.id = new HostId(id);
    }

    BootId bootId() {
      return new BootId("boot-" + id + "-" + boot);
    }
  }

  /// One lease's facts.
  record Lease(@Nullable HostLife owner, boolean held, long version, long freeSinceSecond) {}

  final Engine engine;
  EngineState state = EngineState.EMPTY;
  long nanos;
  final SortedMap<HostId, Host> hosts = new TreeMap<>();
  final SortedMap<VmId, Lease> leases = new TreeMap<>();
  final List<String> lines = new ArrayList<>();
  final List<String> events = new ArrayList<>();
  private final List<LogLine> log = new ArrayList<>();
  final List<Command> commands = new ArrayList<>();
  ClusterDocument document;

  /// Starts succeed at once when true.
  boolean startsSucceed = true;

  Rig(Engine engine, int hostCount, List<VmEntry> vms) {
    this.engine = engine;
    var entries = new TreeMap<HostId, HostEntry>();
    for (int i = 1; i <= hostCount; i++) {
      var host = new Host(i);
      hosts.put(host.id, host);
      entries.put(host.id, new HostEntry(host.id, "kvm" + i, false, fence()));
    }
    var byId = new TreeMap<VmId, VmEntry>();
    for (var vm : vms) byId.put(vm.id(), vm);
    var stores = new TreeMap<LockspaceName, StoreEntry>();
    stores.put(STORE, new StoreEntry(STORE, IoTimeout.DEFAULT, true));
    document = new ClusterDocument(new Epoch(1), 1, entries, stores, byId, STORE, Settings.DEFAULT);
  }

  private static FenceSettings fence() {
    var device = new FenceDevice("bmc", 1, "fence_ipmilan", new TreeMap<>(), "");
    return new FenceSettings(true, "", List.of(device));
  }

  static Rig of(int hosts, VmEntry... vms) {
    return new Rig(new Engine(), hosts, List.of(vms));
  }

  static Rig without(Safeguard out, int hosts, VmEntry... vms) {
    return new Rig(Engine.without(out), hosts, List.of(vms));
  }

  static VmId id(String name) {
    return new VmId(name);
  }

  static VmEntry vm(String name) {
    return vm(name, HaMode.PROTECTED, 50);
  }

  static VmEntry vm(String name, HaMode mode, int priority) {
    return new VmEntry(
        id(name),
        name,
        1,
        1024,
        mode,
        mode == HaMode.PROTECTED ? STORE : null,
        priority,
        new Wanted(Wanted.State.RUNNING, "admin", 0),
        mode == HaMode.PROTECTED ? ResumeBehaviour.KILL : ResumeBehaviour.AUTO_RESUME,
        List.of(),
        List.of(),
        "",
        DISKS,
        VmEntry.Allowances.NONE);
  }

  static VmEntry allowed(VmEntry vm, VmEntry.Allowances allowances) {
    return new VmEntry(
        vm.id(),
        vm.name(),
        vm.revision(),
        vm.memoryMiB(),
        vm.mode(),
        vm.leaseDomain(),
        vm.priority(),
        vm.wanted(),
        vm.resume(),
        vm.allowedHosts(),
        vm.startAfter(),
        vm.apartFrom(),
        vm.disks(),
        allowances);
  }

  /// Starts the engine as the acting one, with nothing remembered, and lets every host report.
  Rig started() {
    return started(Memory.NONE);
  }

  Rig started(Memory memory) {
    send(new Event.Started(nanos, document, memory));
    send(new Event.ClaimChanged(nanos, Claim.ACTING, new Epoch(2)));
    nanos += 1;
    for (var host : hosts.values()) {
      if (host.power && host.management) report(host);
    }
    for (var host : hosts.values()) answer(host);
    return this;
  }

  Host host(int id) {
    var host = hosts.get(new HostId(id));
    if (host == null) throw new IllegalArgumentException("no host " + id);
    return host;
  }

  /// The VM runs there and holds its lease at version 1.
  Rig running(String vm, int on) {
    runs(vm, host(on), 1);
    return this;
  }

  void runs(String vm, Host on, long version) {
    var entry = document.vms().get(id(vm));
    boolean hasLease = entry != null && entry.isProtected();
    var life = new HostLife(on.id, new Generation(on.generation));
    var lease = new HeldLease(STORE, new LeaseVersion(version), true, true);
    if (hasLease) leases.put(id(vm), new Lease(life, true, version, 0));
    on.vms.put(id(vm), VmReport.running(id(vm), hasLease ? lease : null, DISKS));
  }

  /// Its process ends there; the lease is released if the host can write.
  void ends(String vm, int on, ExitMark... marks) {
    var host = host(on);
    host.vms.put(id(vm), VmReport.ended(id(vm), ExitEvidence.of(marks), null));
    if (host.storage) release(vm);
  }

  void release(String vm) {
    var lease = leases.get(id(vm));
    if (lease != null)
      leases.put(id(vm), new Lease(lease.owner(), false, lease.version(), second()));
  }

  void pauses(String vm, int on, PauseReason reason) {
    var host = host(on);
    var seen = host.vms.get(id(vm));
    var lease = seen == null ? null : seen.lease();
    host.vms.put(id(vm), new VmReport(id(vm), VmRun.PAUSED, reason, 0, null, lease, 0, DISKS, ""));
  }

  void set(String vm, int on, VmRun run) {
    var seen = host(on).vms.get(id(vm));
    var lease = seen == null ? null : seen.lease();
    host(on).vms.put(id(vm), new VmReport(id(vm), run, null, 0, null, lease, 0, DISKS, ""));
  }

  /// Everything of it ends: power and with it management, storage, processes.
  void dies(int id) {
    var host = host(id);
    host.power = false;
    host.vms.clear();
  }

  void boots(int id) {
    var host = host(id);
    host.power = true;
    host.boot++;
    host.agent++;
    host.number = 0;
    host.looks = 0;
    host.joined = false;
    host.vms.clear();
    host.watchedLeases = List.of();
    host.watchedHosts = List.of();
  }

  void joins(int id) {
    var host = host(id);
    host.joined = true;
    host.generation++;
    host.renewedSecond = second();
  }

  long second() {
    return nanos / Turn.SECOND;
  }

  /// Where events go beside the engine; null when nobody records.
  @Nullable List<Event> recorder;

  Step send(Event event) {
    if (recorder != null) recorder.add(event);
    var step = engine.step(state, event);
    state = step.next();
    for (var line : step.lines()) {
      lines.add(line.render());
      events.add(line.eventId());
      log.add(line);
    }
    for (var command : step.commands()) take(command);
    return step;
  }

  private void take(Command command) {
    commands.add(command);
    if (command instanceof Command.Watch watch) {
      var host = host(watch.watcher().value());
      host.watchedHosts = watch.hosts();
      host.watchedLeases = watch.leases();
    } else if (command instanceof Command.StartVm start && startsSucceed) {
      var host = host(start.host().value());
      var lease = leases.get(start.vm());
      runs(start.vm().text(), host, lease == null ? 1 : lease.version() + 1);
      send(new Event.CommandEnded(nanos, start.header().id(), new Outcome.Done("lease held")));
    }
  }

  void end(Command command, Outcome outcome) {
    send(new Event.CommandEnded(nanos, command.header().id(), outcome));
  }

  void ask(Request request) {
    send(new Event.OperatorAsked(nanos, "anna", request));
  }

  /// Lets time pass: a tick every second, reports or failures every third, looks every second.
  Rig run(int seconds) {
    for (int i = 0; i < seconds; i++) {
      nanos += Turn.SECOND;
      for (var host : hosts.values()) renew(host);
      for (var host : hosts.values()) {
        boolean answers = host.power && host.management;
        if (second() % 3 == 0) {
          if (answers) report(host);
          else send(new Event.ContactFailed(nanos, host.id, "no route"));
        }
        if (answers && host.joined && !host.looksStopped) look(host);
      }
      send(new Event.Tick(nanos));
    }
    return this;
  }

  private void renew(Host host) {
    if (host.power && host.storage && host.joined && second() % 20 == 0) {
      host.renewedSecond = second();
    }
  }

  void report(Host host) {
    send(new Event.HostReported(nanos, reportOf(host)));
  }

  HostReport reportOf(Host host) {
    host.number++;
    var spaces = new ArrayList<LockspaceReport>();
    if (host.joined) spaces.add(space(host));
    return new HostReport(
        host.id,
        new AgentInstance(host.agent),
        host.bootId(),
        host.number,
        host.recovering,
        host.shuttingDown,
        List.copyOf(host.vms.values()),
        spaces,
        List.of(new StoreReport(STORE, host.storeError, 1000, host.storeDelayMs)),
        new Capacity(host.memoryMiB, 16),
        new Protection(host.grade, host.proof, host.lacks),
        host.findings,
        null);
  }

  private LockspaceReport space(Host host) {
    long age = second() - host.renewedSecond;
    return new LockspaceReport(
        STORE,
        age > 80 ? LockspaceReport.Standing.FAILING : LockspaceReport.Standing.JOINED,
        new HostLife(host.id, new Generation(host.generation)),
        1000 + host.renewedSecond,
        age * 1000,
        5,
        IoTimeout.DEFAULT,
        host.enrolled,
        sights(host));
  }

  List<HostSight> sights(Host watcher) {
    var sights = new ArrayList<HostSight>();
    for (var host : hosts.values()) {
      if (host != watcher && !watcher.unseen.contains(host.id))
        sights.add(watcher.view.apply(sight(host)));
    }
    return sights;
  }

  HostSight sight(Host host) {
    long age = second() - host.renewedSecond;
    var state =
        host.free
            ? SanlockHostState.FREE
            : age > 140
                ? SanlockHostState.DEAD
                : age > 80 ? SanlockHostState.FAIL : SanlockHostState.LIVE;
    return new HostSight(
        host.id,
        new Generation(host.generation),
        host.free ? 0 : 1000 + host.renewedSecond,
        state,
        age * 1000,
        IoTimeout.DEFAULT);
  }

  void look(Host host) {
    if (host.watchedLeases.isEmpty() && host.watchedHosts.isEmpty()) return;
    send(new Event.HostWatched(nanos, lookOf(host)));
  }

  WatchReport lookOf(Host host) {
    host.looks++;
    var seen = new ArrayList<LeaseSight>();
    for (var lease : host.watchedLeases) {
      var facts = leases.get(new VmId(lease.text()));
      if (facts == null) facts = new Lease(null, false, 0, 0);
      long free = facts.held() ? 0 : (second() - facts.freeSinceSecond()) * 1000;
      seen.add(
          new LeaseSight(
              lease, facts.owner(), facts.held(), new LeaseVersion(facts.version()), free));
    }
    return new WatchReport(
        host.id,
        new AgentInstance(host.agent),
        host.bootId(),
        host.looks,
        STORE,
        sights(host),
        seen);
  }

  void answer(Host host) {
    var answers = new TreeMap<VmId, StartAnswer>();
    for (var vm : document.vms().values()) {
      var reasons = host.cannot.getOrDefault(vm.id(), List.of());
      answers.put(vm.id(), new StartAnswer(vm.revision(), reasons));
    }
    send(new Event.HostAnswered(nanos, host.id, host.bootId(), answers));
  }

  List<Command.StartVm> starts() {
    return of(Command.StartVm.class);
  }

  <C extends Command> List<C> of(Class<C> kind) {
    return commands.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /// `second: vm on host`, for whole-value assertions.
  List<String> startTexts() {
    return starts().stream()
        .map(
            s ->
                "%d: %s on %s, %s"
                    .formatted(
                        s.header().issuedNanos() / Turn.SECOND,
                        s.vm(),
                        s.host(),
                        s.evidence().getClass().getSimpleName()))
        .toList();
  }

  VmRecord record(String vm) {
    var record = state.vms().get(id(vm));
    if (record == null) throw new IllegalArgumentException("no VM " + vm);
    return record;
  }

  HostRecord record(int host) {
    var record = state.hosts().get(new HostId(host));
    if (record == null) throw new IllegalArgumentException("no host " + host);
    return record;
  }

  /// `status@host`, for whole-value assertions.
  String at(String vm) {
    var record = record(vm);
    return record.status().word() + "@" + record.host();
  }

  /// `condition: why`, for whole-value assertions; empty where nothing holds it.
  String why(String vm) {
    var explanation = record(vm).explanation();
    return explanation == null ? "" : explanation.condition() + ": " + explanation.text();
  }

  /// Why the newest event of that id came, for whole-value assertions; empty where none came.
  String because(String eventId) {
    var because = "";
    for (var line : log) if (line.eventId().equals(eventId)) because = line.because();
    return because;
  }

  /// What a person's request is refused with, `event|subject|what|because`; it must have asked for
  /// nothing and changed nothing.
  String refusal(Request request) {
    var before = state.document();
    var step = send(new Event.OperatorAsked(nanos, "anna", request));
    if (!step.commands().isEmpty() || !Objects.equals(before, state.document())) {
      throw new AssertionError("not refused: " + step.commands());
    }
    return step.lines().stream()
        .map(it -> String.join("|", it.eventId(), it.subject(), it.what(), it.because()))
        .collect(Collectors.joining("; "));
  }

  /// The step that would come next, for a rule asked on its own.
  Turn turn() {
    return new Turn(engine, state, nanos);
  }

  boolean told(String eventText) {
    return lines.stream().anyMatch(line -> line.contains(eventText));
  }

  boolean toldEvent(String id) {
    return events.contains(id);
  }
}
