package org.leasehold.app.console.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.HostRecord;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Incident;

/// Groups what the demo's engine tells into incidents: a host that does not answer, with its VMs.
final class DemoIncidents {
  private final TreeMap<HostId, Case> open = new TreeMap<>();
  private final List<Incident> closed = new ArrayList<>();
  private long numbers;

  /// One host's silence.
  private static final class Case {
    final long number;
    final HostId host;
    final String name;
    final long openedMillis;
    final TreeMap<VmId, Incident.VmCase> vms = new TreeMap<>();
    final List<EventLine> timeline = new ArrayList<>();

    Case(long number, HostId host, String name, long openedMillis) {
      this.number = number;
      this.host = host;
      this.name = name;
      this.openedMillis = openedMillis;
    }

    Incident told(long closedMillis, EngineState state) {
      var cases = new ArrayList<>(vms.values());
      cases.sort((a, b) -> Integer.compare(priority(state, b.vm()), priority(state, a.vm())));
      return new Incident(
          number, name + " does not answer", host, openedMillis, closedMillis, cases, timeline);
    }

    private static int priority(EngineState state, VmId vm) {
      var document = state.document();
      var entry = document == null ? null : document.vms().get(vm);
      return entry == null ? 0 : entry.priority();
    }
  }

  private EngineState last = EngineState.EMPTY;

  void look(EngineState state, LongUnaryOperator wall) {
    last = state;
    for (var host : state.hosts().values()) {
      var its = open.get(host.id());
      boolean silent = isSilent(host);
      if (its == null && silent) {
        var begun =
            new Case(
                ++numbers, host.id(), name(state, host.id()), wall.applyAsLong(host.reportNanos()));
        for (var vm : host.vms().keys()) begun.vms.put(vm, begin(state, vm, host.id()));
        open.put(host.id(), begun);
      } else if (its != null) {
        its.vms.replaceAll((vm, was) -> next(state, was, its.host, wall));
        if (!silent && host.status().answers()) {
          closed.addFirst(its.told(wall.applyAsLong(state.nowNanos()), state));
          open.remove(host.id());
        }
      }
    }
  }

  private static boolean isSilent(HostRecord host) {
    return switch (host.status()) {
      case CONNECTING, NON_RESPONSIVE, REBOOT, DOWN -> host.report() != null;
      case UNASSIGNED, UP, INITIALIZING, NON_OPERATIONAL, PREPARING_MAINTENANCE, MAINTENANCE ->
          false;
    };
  }

  private static String name(EngineState state, HostId id) {
    var document = state.document();
    var entry = document == null ? null : document.hosts().get(id);
    return entry == null ? "host " + id : entry.name();
  }

  private static Incident.VmCase begin(EngineState state, VmId vm, HostId from) {
    var document = state.document();
    var entry = document == null ? null : document.vms().get(vm);
    return new Incident.VmCase(
        vm,
        entry == null ? vm.text() : entry.name(),
        from,
        null,
        "",
        "",
        null,
        0,
        0,
        0,
        0,
        state.explain(vm));
  }

  private static Incident.VmCase next(
      EngineState state, Incident.VmCase was, HostId silent, LongUnaryOperator wall) {
    var vm = state.vms().get(was.vm());
    if (vm == null) return was;
    var prediction = vm.prediction() == null ? was.prediction() : vm.prediction();
    boolean elsewhere = vm.host() != null && !vm.host().equals(silent);
    boolean runs = vm.status() == VmStatus.UP && elsewhere;
    long asked = was.askedMillis();
    if (asked == 0 && vm.start() != null) asked = wall.applyAsLong(state.nowNanos());
    return new Incident.VmCase(
        was.vm(),
        was.name(),
        was.from(),
        target(was, vm, elsewhere),
        was.owner(),
        was.evidence(),
        prediction,
        prediction == null ? 0 : wall.applyAsLong(prediction.earliestNanos()),
        prediction == null ? 0 : wall.applyAsLong(prediction.latestNanos()),
        asked,
        running(was, vm, runs, wall),
        runs ? "" : state.explain(was.vm()));
  }

  private static @Nullable HostId target(Incident.VmCase was, VmRecord vm, boolean elsewhere) {
    if (elsewhere) return vm.host();
    return vm.plan() == null ? was.to() : vm.plan();
  }

  private static long running(
      Incident.VmCase was, VmRecord vm, boolean runs, LongUnaryOperator wall) {
    if (!runs) return 0;
    return was.runningMillis() == 0 ? wall.applyAsLong(vm.changedNanos()) : was.runningMillis();
  }

  long numberFor(String subject) {
    for (var its : open.values()) if (concerns(its, subject)) return its.number;
    return 0;
  }

  private static boolean concerns(Case its, String subject) {
    int space = subject.indexOf(' ');
    var name = space < 0 ? subject : subject.substring(space + 1);
    return name.equals(its.name) || its.vms.values().stream().anyMatch(v -> v.name().equals(name));
  }

  void hear(EventLine line) {
    for (var its : open.values()) if (its.number == line.incident()) its.timeline.add(line);
  }

  List<Incident> open() {
    var all = new ArrayList<Incident>();
    for (var its : open.descendingMap().values()) all.add(its.told(0, last));
    return all;
  }

  List<Incident> all() {
    var all = new ArrayList<>(open());
    all.addAll(closed);
    return all;
  }
}
