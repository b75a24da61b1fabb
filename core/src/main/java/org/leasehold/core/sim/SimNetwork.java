package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.leasehold.core.engine.Event;
import org.leasehold.core.model.HostReport;

/// The management network: one cable per host, one per desktop engine.
final class SimNetwork {
  private final World world;
  private final TreeSet<Integer> cutHosts = new TreeSet<>();
  private final TreeSet<String> cutEngines = new TreeSet<>();
  private final TreeMap<Integer, Long> slowHosts = new TreeMap<>();
  private final List<SimLink> links = new ArrayList<>();

  SimNetwork(World world) {
    this.world = world;
  }

  void add(SimLink link) {
    links.add(link);
  }

  List<SimLink> linksOf(SimEngine engine) {
    var mine = new ArrayList<SimLink>();
    for (var link : links) if (link.engine == engine) mine.add(link);
    return mine;
  }

  List<SimLink> linksOf(SimHost host) {
    var its = new ArrayList<SimLink>();
    for (var link : links) if (link.host == host) its.add(link);
    return its;
  }

  void cut(SimHost host, boolean cut) {
    if (cut) cutHosts.add(host.id);
    else cutHosts.remove(host.id);
  }

  boolean isCut(SimHost host) {
    return cutHosts.contains(host.id);
  }

  void isolate(SimEngine engine, boolean cut) {
    if (cut) cutEngines.add(engine.name);
    else cutEngines.remove(engine.name);
  }

  void slow(SimHost host, long nanos) {
    if (nanos == 0) slowHosts.remove(host.id);
    else slowHosts.put(host.id, nanos);
  }

  long slowNanos(SimHost host) {
    return slowHosts.isEmpty() ? 0 : slowHosts.getOrDefault(host.id, 0L);
  }

  /// Packets pass and the other end's kernel answers; whether its agent lives is another question.
  boolean reaches(SimEngine engine, SimHost host) {
    if (!engine.isAlive() || !host.isRunning()) return false;
    if (engine.runsOn == host) return true;
    if (cutHosts.contains(host.id) || cutEngines.contains(engine.name)) return false;
    return engine.runsOn == null || !cutHosts.contains(engine.runsOn.id);
  }

  boolean reach(SimHost from, SimHost to) {
    return from.isRunning()
        && to.isRunning()
        && !cutHosts.contains(from.id)
        && !cutHosts.contains(to.id);
  }

  void toEngine(SimHost host, String engine, LongFunction<Event> event) {
    for (var link : links) {
      if (link.host == host && link.engine.name.equals(engine)) link.toEngine(event);
    }
  }

  void reportToEngines(SimHost host, HostReport report) {
    for (var link : links) {
      if (link.host != host || !link.isConnected()) continue;
      link.report(report);
      if (link.engine.claim().acts()) {
        for (var copy : host.copies) {
          if (!copy.drift.isEmpty() && copy.driftSeen++ > 0) copy.vm.driftWasReported = true;
        }
      }
      host.agent.engineHeard(link.engine);
    }
  }

  void claimDropped(SimHost host, String engine) {
    for (var link : links) {
      if (link.host == host && link.engine.name.equals(engine) && link.isConnected()) {
        link.engine.claimLost("its holder on " + host.name + " ended");
      }
    }
  }

  void hostEnded(SimHost host) {
    for (var engine : world.engines) {
      if (engine.runsOn == host) engine.end();
    }
  }
}
