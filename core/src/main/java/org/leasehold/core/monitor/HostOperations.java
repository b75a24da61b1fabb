package org.leasehold.core.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.leasehold.core.engine.Request;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.StoreTopic;

/// Hosts come and go.
record HostOperations(OperationDesk.Steps steps) {

  Answer add(Operation.AddHost ask) throws OperationRefused, CallException, InterruptedException {
    steps.requireActing();
    if (!ask.name().matches("[A-Za-z0-9._-]{1,63}")) {
      throw OperationRefused.untouched(
          "'%s' is no name for a host: letters, digits, dot, dash, at most 63"
              .formatted(ask.name()));
    }
    for (var host : steps.document().hosts().values()) {
      if (host.name().equals(ask.name())) {
        throw OperationRefused.untouched("there is a host %s already".formatted(ask.name()));
      }
    }
    var entry = new HostEntry(nextId(), ask.name(), false, FenceSettings.NONE, ask.address());
    steps.say("looking at the agent of " + ask.name());
    var findings = look(entry);
    steps.ask(new Request.PutHost(entry));
    var line = awaited(entry.id());
    var text = new ArrayList<String>();
    text.add("%s is host %s of the cluster".formatted(ask.name(), entry.id()));
    for (var store : steps.document().stores().values()) {
      text.add(new StoreOperations(steps).joined(line, store.domain()));
    }
    for (var finding : findings) {
      if (finding.grave()) text.add("%s: %s".formatted(finding.what(), finding.fix()));
    }
    return new Answer.Done(String.join("\n", text));
  }

  /// Never used before, also not by a host that was removed (S11): the lockspaces remember.
  private HostId nextId() throws OperationRefused, CallException {
    int highest = 0;
    for (var id : steps.document().hosts().keySet()) highest = Math.max(highest, id.value());
    for (var store : steps.document().stores().values()) {
      var reader = steps.lines().joined(store.domain()).stream().findFirst();
      if (reader.isEmpty()) {
        throw OperationRefused.untouched(
            "no host reaches %s, so it is not known which host ids are used; wait for one"
                .formatted(store.name()));
      }
      var place = store.places().get(reader.get().id());
      if (place == null) {
        throw OperationRefused.untouched(
            "%s has joined %s, but its path is not known; add the store again first"
                .formatted(reader.get().entry().name(), store.name()));
      }
      var seen =
          reader.get().call(StoreTopic.INSPECT_VOLUME, new StoreTopic.VolumeAt(place.path()));
      highest = Math.max(highest, seen.hostIdMax());
    }
    return new HostId(highest + 1);
  }

  /// One connection of its own, before anything is written down.
  private List<HostTopic.CheckLine> look(HostEntry entry)
      throws OperationRefused, CallException, InterruptedException {
    try (var visit =
        AgentVisit.open(
            steps.dialer().to(entry, "attach"), entry.name(), "engine " + steps.engine())) {
      return welcome(visit, entry.name());
    } catch (LinkException e) {
      throw OperationRefused.untouched(e.sentence());
    }
  }

  private List<HostTopic.CheckLine> welcome(AgentVisit visit, String name)
      throws CallException, OperationRefused {
    var kept = visit.ask(ClusterTopic.GET_DOCUMENT, new HostTopic.Nothing()).document();
    if (kept != null && kept.isForeignTo(steps.document())) {
      throw OperationRefused.untouched(
          "%s belongs to another cluster (of %d hosts); remove it there first"
              .formatted(name, kept.hosts().size()));
    }
    if (kept != null && steps.document().home() == null) {
      throw OperationRefused.untouched(
          "%s belongs to a cluster of %d hosts already; connect to that: leasehold connect %s"
              .formatted(name, kept.hosts().size(), name));
    }
    return visit.ask(HostTopic.CHECK, new HostTopic.Nothing()).findings();
  }

  private HostLine awaited(HostId id) throws OperationRefused, InterruptedException {
    long until = System.nanoTime() + steps.waits().connected().toNanos();
    while (true) {
      var line = steps.lines().find(id);
      if (line.isPresent() && line.get().isUp()) return line.get();
      if (System.nanoTime() > until) {
        throw OperationRefused.halfWay(
            "host %s was added, but is not connected within %d s; see `leasehold host list`"
                .formatted(id, steps.waits().connected().toSeconds()));
      }
      Thread.sleep(100);
    }
  }

  Answer remove(Operation.RemoveHost ask)
      throws OperationRefused, CallException, InterruptedException {
    steps.requireActing();
    var entry = steps.document().hosts().get(ask.host());
    if (entry == null) {
      throw OperationRefused.untouched("no host " + ask.host() + " in this cluster");
    }
    if (!entry.maintenance()) {
      throw OperationRefused.untouched(
          "%s is not in maintenance: leasehold host maintenance %s"
              .formatted(entry.name(), entry.name()));
    }
    var record = steps.state().hosts().get(ask.host());
    boolean busy =
        record != null
            && record.status().answers()
            && (!record.vms().isEmpty() || !record.copies().isEmpty());
    if (busy) {
      throw OperationRefused.untouched(
          "VMs are still on %s; wait for the maintenance".formatted(entry.name()));
    }
    var text = new ArrayList<String>();
    var line = steps.lines().find(ask.host()).filter(HostLine::isUp).orElse(null);
    for (var store : new TreeMap<>(steps.document().stores()).values()) {
      if (!store.places().containsKey(ask.host())) continue;
      if (line == null) {
        text.add(
            "%s is not connected and is in %s again when it is back; adding it then takes it out and gives it another id"
                .formatted(entry.name(), store.name()));
        continue;
      }
      steps.say("%s leaves %s".formatted(entry.name(), store.name()));
      text.add(
          line.call(
                  StoreTopic.LEAVE,
                  new StoreTopic.Leave(
                      steps.header(line, "removal of " + entry.name()), store.domain()))
              .text());
    }
    steps.say("%s is taken out of the document".formatted(entry.name()));
    steps.ask(new Request.RemoveHost(ask.host()));
    text.add(
        "%s is no host of the cluster any more; its id %s is never given again"
            .formatted(entry.name(), ask.host()));
    return new Answer.Done(String.join("\n", text));
  }
}
