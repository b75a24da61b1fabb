package org.leasehold.core.monitor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.engine.Step;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;

/// One incident while it is written.
final class OpenIncident {
  /// Of an incident that lasts for weeks the journal has all lines; these are shown.
  private static final int TIMELINE_MAX = 2000;

  private static final String STORE = "store ";
  private static final String TROUBLE = " is in trouble";

  private final long number;
  private final String title;
  private final @Nullable HostId host;
  private final @Nullable LockspaceName store;
  private final long openedMillis;
  private final TreeSet<String> subjects = new TreeSet<>();
  private final TreeSet<HostId> hosts = new TreeSet<>();
  private final TreeMap<VmId, Incident.VmCase> cases = new TreeMap<>();
  private final TreeMap<VmId, Integer> priorities = new TreeMap<>();
  private final List<EventLine> timeline = new ArrayList<>();
  private long closedMillis;
  private boolean changed = true;
  private @Nullable Incident shown;

  OpenIncident(
      long number,
      String title,
      long openedMillis,
      @Nullable HostId host,
      @Nullable LockspaceName store) {
    this.number = number;
    this.title = title;
    this.openedMillis = openedMillis;
    this.host = host;
    this.store = store;
    if (host != null) hosts.add(host);
    if (store != null) subjects.add("store " + store);
  }

  /// One of an earlier run goes on.
  OpenIncident(Incident earlier) {
    this(
        earlier.number(),
        earlier.title(),
        earlier.openedMillis(),
        earlier.host(),
        storeOf(earlier.title()));
    for (var one : earlier.vms()) {
      cases.put(one.vm(), one);
      subjects.add("vm " + one.name());
    }
    timeline.addAll(earlier.timeline());
    changed = false;
  }

  static String title(LockspaceName store) {
    return STORE + store + TROUBLE;
  }

  private static @Nullable LockspaceName storeOf(String title) {
    if (!title.startsWith(STORE) || !title.endsWith(TROUBLE)) return null;
    return new LockspaceName(title.substring(STORE.length(), title.length() - TROUBLE.length()));
  }

  long number() {
    return number;
  }

  boolean isOf(LockspaceName domain) {
    return domain.equals(store);
  }

  boolean has(VmId vm) {
    return cases.containsKey(vm);
  }

  boolean concerns(String subject) {
    return subjects.contains(subject);
  }

  /// A VM that is lost on a host of this incident is lost because of it.
  boolean explains(VmRecord vm, EngineState state) {
    var on = vm.host();
    if (has(vm.id())) return true;
    if (on == null || !hosts.contains(on)) return false;
    if (store == null) return true;
    var entry = state.document() == null ? null : state.document().vms().get(vm.id());
    return entry != null && store.equals(entry.leaseDomain());
  }

  void add(EventLine line) {
    if (timeline.size() < TIMELINE_MAX) timeline.add(line);
    changed = true;
  }

  void add(VmRecord vm, Names names) {
    if (has(vm.id())) return;
    cases.put(vm.id(), ProofCard.begun(vm, names));
    subjects.add(names.vm(vm.id()));
    changed = true;
  }

  /// More hosts report trouble with the store.
  void storeSpreads(EngineState after, Names names) {
    var record = store == null ? null : after.stores().get(store);
    if (record == null) return;
    for (var reporter : record.reporters().keys()) {
      if (hosts.add(reporter)) subjects.add(names.host(reporter));
    }
  }

  void follow(EngineState before, Step step, Names names, long wallMillis) {
    if (host != null) subjects.add(names.host(host));
    var document = step.next().document();
    for (var entry : cases.entrySet()) {
      var vm = document == null ? null : document.vms().get(entry.getKey());
      if (vm != null) priorities.put(vm.id(), vm.priority());
      var next = ProofCard.after(entry.getValue(), before, step, names, wallMillis);
      if (next.equals(entry.getValue())) continue;
      entry.setValue(next);
      changed = true;
    }
  }

  boolean isOver(EngineState after) {
    for (var vm : cases.keySet()) if (!isSettled(after, vm)) return false;
    if (host == null && store == null && isFound(after)) return false;
    if (store != null) {
      var record = after.stores().get(store);
      if (record != null && !record.reporters().isEmpty()) return false;
    }
    for (var one : hosts) {
      var record = after.hosts().get(one);
      if (record != null && !isUsable(record.status())) return false;
    }
    return true;
  }

  /// An agent still finds what endangers the VM.
  private boolean isFound(EngineState after) {
    for (var one : after.hosts().values()) {
      var report = one.report();
      if (report == null) continue;
      for (var finding : report.findings()) {
        var vm = finding.vm();
        if (vm != null && has(vm) && finding.kind() != Finding.Kind.SETTING_DIFFERS) return true;
      }
    }
    return false;
  }

  private static boolean isUsable(HostStatus status) {
    return status.answers()
        && status != HostStatus.INITIALIZING
        && status != HostStatus.NON_OPERATIONAL;
  }

  /// It runs, or need not.
  static boolean isSettled(EngineState state, VmId vm) {
    var record = state.vms().get(vm);
    if (record == null) return true;
    if (record.restart() != null || record.start() != null || record.copies().size() > 1) {
      return false;
    }
    return switch (record.status()) {
      case UP, REBOOTING, POWERING_DOWN, SAVING, DOWN, UNASSIGNED -> true;
      case PAUSED -> record.handsOff();
      case STARTING, MIGRATING, NOT_RESPONDING, UNKNOWN -> false;
    };
  }

  /// It had a process, as far as anybody knows.
  static boolean ran(VmRecord vm) {
    return vm.status() != VmStatus.DOWN && vm.status() != VmStatus.UNASSIGNED;
  }

  void close(long wallMillis) {
    closedMillis = wallMillis;
    changed = true;
  }

  /// Since this was last asked.
  boolean hasChanged() {
    boolean has = changed;
    changed = false;
    if (has) shown = null;
    return has;
  }

  Incident now() {
    var last = shown;
    if (last != null) return last;
    var vms = new ArrayList<>(cases.values());
    vms.sort(
        Comparator.<Incident.VmCase>comparingInt(one -> -priorities.getOrDefault(one.vm(), 0))
            .thenComparing(Incident.VmCase::name));
    var made = new Incident(number, title, host, openedMillis, closedMillis, vms, timeline);
    shown = made;
    return made;
  }
}
