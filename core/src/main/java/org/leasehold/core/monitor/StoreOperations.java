package org.leasehold.core.monitor;

import java.util.ArrayList;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.model.VolumePlace;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.StoreTopic;

/// Domains are made, and joined by every host.
record StoreOperations(OperationDesk.Steps steps) {
  Answer create(Operation.CreateStore ask)
      throws OperationRefused, CallException, InterruptedException {
    steps.requireActing();
    requireNew(ask.name(), ask.domain());
    var maker = steps.up(ask.host());
    steps.say("making the volume %s on %s".formatted(ask.path(), maker.entry().name()));
    var made =
        maker.call(
            StoreTopic.CREATE_VOLUME,
            new StoreTopic.CreateVolume(
                steps.header(maker, "store " + ask.name()),
                ask.path(),
                ask.domain(),
                ask.sectorBytes(),
                ask.slotMiB(),
                ask.ioTimeout()));
    var entry =
        new StoreEntry(ask.domain(), ask.name(), ask.ioTimeout(), true, new java.util.TreeMap<>());
    return new Answer.Done(made.text() + "\n" + joinedByAll(entry, maker, ask.path()));
  }

  Answer add(Operation.AddStore ask) throws OperationRefused, CallException, InterruptedException {
    steps.requireActing();
    var reader = steps.up(ask.host());
    var seen = reader.call(StoreTopic.INSPECT_VOLUME, new StoreTopic.VolumeAt(ask.path()));
    if (!seen.layout().equals("leasehold")) {
      throw OperationRefused.untouched(
          ask.path() + " was not made by Leasehold; it can be inspected, never joined");
    }
    var domain = new LockspaceName(seen.lockspace());
    var known = steps.document().stores().get(domain);
    if (known == null) {
      requireNew(ask.name(), domain);
      if (seen.hostIdMax() > 0) {
        throw OperationRefused.untouched(
            "hosts have joined %s already: it belongs to another cluster, and a host id taken twice ends the first holder's VMs"
                .formatted(ask.path()));
      }
    }
    var entry =
        known != null
            ? known
            : new StoreEntry(domain, ask.name(), ask.ioTimeout(), true, new java.util.TreeMap<>());
    return new Answer.Done(joinedByAll(entry, reader, ask.path()));
  }

  /// The document first: an agent joins again what its document has. With the home domain goes the
  /// claim; until it is given up its holder's sanlock has a process in the lockspace.
  Answer remove(Operation.RemoveStore ask)
      throws OperationRefused, CallException, InterruptedException {
    steps.requireActing();
    var entry = steps.document().stores().get(ask.domain());
    if (entry == null) {
      throw OperationRefused.untouched("no store " + ask.domain() + " in this cluster");
    }
    String not = steps.document().needs(entry);
    if (not != null) throw OperationRefused.untouched(entry.name() + ": " + not);
    for (var id : entry.places().keySet()) steps.up(id);
    boolean isHome = entry.domain().equals(steps.document().home());
    steps.say("forgetting " + entry.name());
    steps.ask(new Request.RemoveStore(ask.domain()));
    if (isHome) awaitNoClaim();
    var text = new ArrayList<String>();
    for (var id : entry.places().keySet()) text.add(left(entry, id));
    text.add(
        "%s is no store of the cluster any more; its volume can be deleted"
            .formatted(entry.name()));
    return new Answer.Done(String.join("\n", text));
  }

  private String left(StoreEntry entry, HostId id)
      throws OperationRefused, CallException, InterruptedException {
    var line = steps.up(id);
    steps.say("%s leaves %s".formatted(line.entry().name(), entry.name()));
    awaitForgotten(line, entry);
    leave(line, entry);
    return "%s left %s".formatted(line.entry().name(), entry.name());
  }

  /// Again while it is refused: the process that held the claim may need a moment to end.
  private void leave(HostLine line, StoreEntry entry)
      throws OperationRefused, CallException, InterruptedException {
    long until = System.nanoTime() + steps.waits().leaving().toNanos();
    while (true) {
      var header = steps.header(line, "removal of store " + entry.name());
      try {
        line.call(StoreTopic.LEAVE, new StoreTopic.Leave(header, entry.domain()));
        return;
      } catch (CallException e) {
        if (System.nanoTime() > until) {
          throw OperationRefused.halfWay(
              "%s is forgotten, but %s stays joined: %s"
                  .formatted(entry.name(), line.entry().name(), e.sentence()));
        }
      }
      Thread.sleep(1000);
    }
  }

  private void awaitForgotten(HostLine line, StoreEntry entry)
      throws OperationRefused, CallException, InterruptedException {
    long until = System.nanoTime() + steps.waits().document().toNanos();
    while (true) {
      var kept = line.call(ClusterTopic.GET_DOCUMENT, new HostTopic.Nothing()).document();
      if (kept == null || !kept.stores().containsKey(entry.domain())) return;
      if (System.nanoTime() > until) {
        throw OperationRefused.halfWay(
            "%s is forgotten, but %s has not got the document without it and stays joined"
                .formatted(entry.name(), line.entry().name()));
      }
      Thread.sleep(200);
    }
  }

  private void awaitNoClaim() throws OperationRefused, InterruptedException {
    long until = System.nanoTime() + steps.waits().claimGivenUp().toNanos();
    while (steps.state().claim().acts() || steps.claimHolder().isPresent()) {
      if (System.nanoTime() > until) {
        throw OperationRefused.halfWay("the store is forgotten, but the claim was not given up");
      }
      Thread.sleep(200);
    }
  }

  private void requireNew(String name, LockspaceName domain) throws OperationRefused {
    for (var store : steps.document().stores().values()) {
      if (store.name().equals(name) || store.domain().equals(domain)) {
        throw OperationRefused.untouched("there is a store %s already".formatted(store.name()));
      }
    }
  }

  /// The first host must join; of the others each is told.
  private String joinedByAll(StoreEntry entry, HostLine first, String path)
      throws OperationRefused, CallException, InterruptedException {
    var text = new ArrayList<String>();
    var now = joinKnown(first, entry, path);
    text.add(sentence(first, now));
    for (var line : steps.lines().all()) {
      if (line.id().equals(first.id())) continue;
      try {
        if (!line.isUp()) {
          text.add(
              "%s is not connected; when it is: leasehold storage add %s"
                  .formatted(line.entry().name(), path));
          continue;
        }
        now = joinKnown(line, now, path);
        text.add(sentence(line, now));
      } catch (CallException e) {
        text.add("%s did not join: %s".formatted(line.entry().name(), e.sentence()));
      }
    }
    if (!steps.document().stores().containsKey(now.domain())) {
      steps.ask(new Request.PutStore(now));
    }
    return String.join("\n", text);
  }

  private static String sentence(HostLine line, StoreEntry entry) {
    return "%s joined %s as host %s".formatted(line.entry().name(), entry.name(), line.id());
  }

  /// Lets a new host join a domain the cluster has, on the path the others use.
  String joined(HostLine line, LockspaceName domain) throws OperationRefused, InterruptedException {
    var entry = steps.document().stores().get(domain);
    if (entry == null || entry.places().isEmpty()) return "no path of " + domain + " is known";
    var path = entry.places().firstEntry().getValue().path();
    try {
      var next = joinKnown(line, entry, path);
      return sentence(line, next);
    } catch (CallException e) {
      return "%s did not join %s: %s; mend it, then: leasehold storage add %s"
          .formatted(line.entry().name(), entry.name(), e.sentence(), path);
    }
  }

  /// A place in a store that the document has is told at once, by itself: another operation may be
  /// adding another. A new store is told as a whole, at the end.
  private StoreEntry joinKnown(HostLine line, StoreEntry entry, String path)
      throws OperationRefused, CallException, InterruptedException {
    var next = join(line, entry, path);
    var place = next.places().get(line.id());
    if (place != null && steps.document().stores().containsKey(entry.domain())) {
      steps.ask(new Request.PutPlace(entry.domain(), line.id(), place));
    }
    return next;
  }

  private StoreEntry join(HostLine line, StoreEntry entry, String path) throws CallException {
    new FormerId(steps).leave(line);
    IoTimeout n = entry.ioTimeout();
    steps.say(
        "%s joins %s: %d to %d s, up to %d s after an unclean end"
            .formatted(
                line.entry().name(),
                entry.name(),
                2 * n.seconds(),
                5 * n.seconds(),
                n.hostDeadSeconds()));
    var identity = line.call(StoreTopic.IDENTIFY, new StoreTopic.VolumeAt(path));
    line.call(
        StoreTopic.JOIN,
        new StoreTopic.Join(
            steps.header(line, "store " + entry.name()),
            entry.domain(),
            path,
            line.id(),
            n,
            identity,
            ""));
    return entry.with(
        line.id(), new VolumePlace(path, identity.mountSource(), identity.fileSystem()));
  }
}
