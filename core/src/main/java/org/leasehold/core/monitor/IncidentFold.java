package org.leasehold.core.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.engine.LogLine;
import org.leasehold.core.engine.Severity;
import org.leasehold.core.engine.Step;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;

/// Numbers the engine's lines and gathers them into incidents: everything from the first missed
/// report to the end.
///
/// An incident opens when a host does not answer or is not usable, when a host has rebooted under
/// its VMs, when a store is in trouble, or when a VM is lost by itself. It closes when its host
/// answers and is usable again, its store is well, and each of its VMs runs or need not. Looks only
/// at the steps, so a live engine, a demo and a replayed journal give the same; one thread at a
/// time.
public final class IncidentFold {
  /// What an agent found beside its VMs, such as a copy started by hand.
  private static final String FINDING = "finding";

  private long lastEvent;
  private long lastIncident;
  private final List<OpenIncident> open = new ArrayList<>();

  /// What was said of a host that misses reports but is not given up yet.
  private final TreeMap<HostId, List<EventLine>> missed = new TreeMap<>();

  /// @param lastEvent number of the last event of the runs before
  /// @param lastIncident number of the last incident
  /// @param open those that had not ended
  public IncidentFold(long lastEvent, long lastIncident, List<Incident> open) {
    this.lastEvent = lastEvent;
    this.lastIncident = lastIncident;
    for (var incident : open) this.open.add(new OpenIncident(incident));
  }

  /// What one step added.
  ///
  /// @param lines the step's lines, numbered; before them earlier ones that turned out to be the
  ///   beginning of an incident, with their old number and now with that incident's
  /// @param incidents opened, changed or closed
  public record Folded(List<EventLine> lines, List<Incident> incidents) {
    public Folded {
      lines = List.copyOf(lines);
      incidents = List.copyOf(incidents);
    }
  }

  /// Those that have not ended, newest first.
  public List<Incident> open() {
    return open.reversed().stream().map(OpenIncident::now).toList();
  }

  /// Number of the last event given.
  public long lastEvent() {
    return lastEvent;
  }

  /// @return the number for a line that no step made
  public long nextEvent() {
    return ++lastEvent;
  }

  /// Takes one step of the engine.
  ///
  /// @param wallMillis wall clock at the event
  public Folded step(EngineState before, Event event, Step step, long wallMillis) {
    var after = step.next();
    // The first step of a run only repeats what was known.
    if (event instanceof Event.Started || after.document() == null) {
      return numbered(step, wallMillis);
    }
    var names = new Names(after);
    var earlier = new ArrayList<EventLine>();
    if (!step.lines().isEmpty() || !step.commands().isEmpty()) {
      openWhatBegins(before, step, names, wallMillis, earlier);
    }
    for (var incident : open) incident.follow(before, step, names, wallMillis);
    var lines = new ArrayList<EventLine>(earlier);
    for (var line : step.lines()) lines.add(told(line, names, after, wallMillis));
    return folded(lines, after, wallMillis);
  }

  private Folded numbered(Step step, long wallMillis) {
    var lines = new ArrayList<EventLine>();
    for (var line : step.lines()) lines.add(line(line, wallMillis, 0));
    return new Folded(lines, List.of());
  }

  private Folded folded(List<EventLine> lines, EngineState after, long wallMillis) {
    var changed = new ArrayList<Incident>();
    for (var incident : List.copyOf(open)) {
      if (incident.isOver(after)) {
        incident.close(wallMillis);
        open.remove(incident);
      }
      if (incident.hasChanged()) changed.add(incident.now());
    }
    return new Folded(lines, changed);
  }

  // What begins.

  private void openWhatBegins(
      EngineState before, Step step, Names names, long wallMillis, List<EventLine> earlier) {
    var after = step.next();
    for (var store : after.stores()) {
      var was = before.stores().get(store.key());
      boolean begins = was == null || was.reporters().isEmpty();
      if (begins && !store.value().reporters().isEmpty()) store(store.key(), wallMillis);
    }
    for (var incident : open) incident.storeSpreads(after, names);
    for (var host : after.hosts()) {
      var was = before.hosts().get(host.key());
      if (was == null) continue;
      var now = host.value();
      boolean silent = begins(was.status(), now.status(), HostStatus.NON_RESPONSIVE);
      boolean lacking = begins(was.status(), now.status(), HostStatus.NON_OPERATIONAL);
      var boot = was.boot();
      boolean rebooted = boot != null && !boot.equals(now.boot()) && hadWork(before, host.key());
      if (silent) host(before, host.key(), " does not answer", names, wallMillis, earlier);
      else if (lacking) host(before, host.key(), " cannot be used", names, wallMillis, earlier);
      else if (rebooted) host(before, host.key(), " has rebooted", names, wallMillis, earlier);
    }
    for (var line : step.lines()) {
      if (line.severity().compareTo(Severity.ERROR) < 0) continue;
      var vm = names.vm(line.subject());
      if (vm == null) continue;
      if (line.eventId().equals(FINDING)) {
        alone(before, vm, ": " + line.what(), names, wallMillis);
      } else if (!OpenIncident.isSettled(after, vm)) {
        lost(before, vm, line, names, wallMillis);
      }
    }
    for (var command : step.commands()) {
      if (!(command instanceof Command.StartVm start)) continue;
      var record = before.vms().get(start.vm());
      var restart = record == null ? null : record.restart();
      if (restart != null && !restart.asked()) {
        alone(before, start.vm(), " was not running", names, wallMillis);
      }
    }
  }

  private static boolean begins(HostStatus was, HostStatus now, HostStatus what) {
    return was != what && now == what;
  }

  private static boolean hadWork(EngineState before, HostId host) {
    for (var vm : before.vms().values())
      if (host.equals(vm.host()) && OpenIncident.ran(vm)) return true;
    return false;
  }

  private void store(LockspaceName domain, long wallMillis) {
    for (var incident : open) if (incident.isOf(domain)) return;
    open.add(
        new OpenIncident(++lastIncident, OpenIncident.title(domain), wallMillis, null, domain));
  }

  private void host(
      EngineState before,
      HostId host,
      String what,
      Names names,
      long wallMillis,
      List<EventLine> earlier) {
    for (var incident : open) if (incident.concerns(names.host(host))) return;
    var beginning = missed.getOrDefault(host, List.of());
    long since = beginning.isEmpty() ? wallMillis : beginning.getFirst().wallMillis();
    var incident = new OpenIncident(++lastIncident, names.plain(host) + what, since, host, null);
    open.add(incident);
    for (var line : beginning) {
      var taken = of(line, incident.number());
      incident.add(taken);
      earlier.add(taken);
    }
    missed.remove(host);
    for (var vm : before.vms().values()) {
      if (host.equals(vm.host()) && OpenIncident.ran(vm)) incident.add(vm, names);
    }
  }

  private void lost(EngineState before, VmId vm, LogLine line, Names names, long wallMillis) {
    var record = before.vms().get(vm);
    var from = record == null ? null : record.host();
    for (var incident : open) {
      if (record != null && incident.explains(record, before)) {
        incident.add(record, names);
        return;
      }
    }
    var what =
        switch (line.eventId()) {
          case "vm.double-run" -> " runs twice";
          case "vm.paused" -> " is paused" + names.on(from);
          default -> " ended" + names.on(from);
        };
    alone(before, vm, what, names, wallMillis);
  }

  private void alone(EngineState before, VmId vm, String what, Names names, long wallMillis) {
    for (var incident : open) if (incident.has(vm)) return;
    VmRecord record = before.vms().get(vm);
    if (record == null) return;
    var incident = new OpenIncident(++lastIncident, names.plain(vm) + what, wallMillis, null, null);
    open.add(incident);
    incident.add(record, names);
  }

  // Lines.

  private EventLine told(LogLine line, Names names, EngineState after, long wallMillis) {
    for (var incident : open) {
      if (incident.concerns(line.subject())) {
        var told = line(line, wallMillis, incident.number());
        incident.add(told);
        return told;
      }
    }
    var told = line(line, wallMillis, 0);
    var host = names.hostOf(line.subject());
    if (host != null) miss(host, told, after);
    return told;
  }

  private void miss(HostId host, EventLine line, EngineState after) {
    var record = after.hosts().get(host);
    if (record == null || record.status() != HostStatus.CONNECTING) missed.remove(host);
    else missed.computeIfAbsent(host, _ -> new ArrayList<>()).add(line);
  }

  private EventLine line(LogLine line, long wallMillis, long incident) {
    return new EventLine(
        ++lastEvent,
        wallMillis,
        line.atNanos(),
        line.severity(),
        line.eventId(),
        line.subject(),
        line.what(),
        line.because(),
        incident);
  }

  private static EventLine of(EventLine line, long incident) {
    return new EventLine(
        line.number(),
        line.wallMillis(),
        line.atNanos(),
        line.severity(),
        line.id(),
        line.subject(),
        line.what(),
        line.because(),
        incident);
  }
}
