package org.leasehold.core.monitor;

import java.util.ArrayList;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.protocol.CallException;

/// The engine's claim moves to another domain (S16).
///
/// By the engine that acts, while every host is connected: its document takes the claim with it,
/// and no agent lets anybody hold it in the old home any more. Where the home is lost nobody acts;
/// then a person's word moves it, unless a host still renews there, through more than half of the
/// hosts, so that no second engine can do the same.
record HomeOperations(OperationDesk.Steps steps) {
  private static final long LOOK_AGAIN_MILLIS = 100;

  Answer move(Operation.MoveHome ask) throws OperationRefused, CallException, InterruptedException {
    var next = steps.document().stores().get(ask.domain());
    var home = steps.document().home();
    if (next == null || home == null) {
      throw OperationRefused.untouched("no store " + ask.domain() + " in this cluster");
    }
    if (next.domain().equals(home)) {
      return new Answer.Done("the claim is kept in %s already".formatted(next.name()));
    }
    if (steps.lines().joined(next.domain()).isEmpty()) {
      throw OperationRefused.untouched(
          "no host that is connected has joined %s".formatted(next.name()));
    }
    if (steps.state().claim().acts()) planned(next);
    else lost(next, home, ask.lost());
    return taken(next);
  }

  private void planned(StoreEntry next) throws OperationRefused, InterruptedException {
    for (var host : steps.document().hosts().values()) {
      var line = steps.lines().find(host.id());
      if (line.isPresent() && line.get().isUp()) continue;
      throw OperationRefused.untouched(
          "%s is not connected; the claim moves only while every host learns of it"
              .formatted(host.name()));
    }
    steps.say("telling every host that the claim is kept in " + next.name());
    steps.ask(new Request.MoveHome(next.domain()));
  }

  private void lost(StoreEntry next, LockspaceName home, boolean saidSo)
      throws OperationRefused, CallException, InterruptedException {
    var old = steps.document().stores().get(home);
    String oldName = old == null ? home.text() : old.name();
    if (!saidSo) {
      throw OperationRefused.untouched(
          "this engine does not act; where it does, ask there; if %s is lost for good, so that none can: leasehold storage home %s --lost"
              .formatted(oldName, next.name()));
    }
    for (var line : steps.lines().all()) {
      if (line.isUp() && (!line.isHeard() || line.report().isEmpty())) {
        throw OperationRefused.untouched(
            "%s is connected and has not reported yet; ask again in a few seconds"
                .formatted(line.entry().name()));
      }
      if (!line.isUp() || !isRenewing(line, home)) continue;
      throw OperationRefused.untouched(
          "%s still renews in %s: it is not lost, and who holds the claim there acts"
              .formatted(line.entry().name(), oldName));
    }
    var joined = new ArrayList<HostLine>();
    for (var line : steps.lines().joined(next.domain())) if (line.isUp()) joined.add(line);
    int all = steps.document().hosts().size();
    if (joined.size() * 2 <= all) {
      throw OperationRefused.untouched(
          "%d of %d hosts are connected and have joined %s; more than half must be, so that no second engine can act"
              .formatted(joined.size(), all, next.name()));
    }
    steps.say("taking the claim in " + next.name());
    try {
      steps.claim().move(joined.getFirst(), next.domain(), steps.state());
      awaitActing(next.domain(), "the claim was not taken in " + next.name());
      steps.say("telling every host that the claim is kept in " + next.name());
      steps.ask(new Request.MoveHome(next.domain()));
    } finally {
      steps.claim().moved();
    }
  }

  private static boolean isRenewing(HostLine line, LockspaceName home) {
    return line.report().stream()
        .flatMap(report -> report.lockspaces().stream())
        .anyMatch(one -> one.lockspace().equals(home) && one.isRenewing());
  }

  private Answer taken(StoreEntry next) throws OperationRefused, InterruptedException {
    awaitActing(
        next.domain(),
        "the claim belongs into %s now, but this engine has not got it there; another may act"
            .formatted(next.name()));
    return new Answer.Done(
        "the claim is kept in %s now, and this engine acts".formatted(next.name()));
  }

  private void awaitActing(LockspaceName domain, String otherwise)
      throws OperationRefused, InterruptedException {
    long until = System.nanoTime() + steps.waits().claimTaken().toNanos();
    while (true) {
      var held = steps.claim().domain().orElse(null);
      if (steps.state().claim().acts() && held != null && held.equals(domain)) return;
      if (System.nanoTime() > until) throw OperationRefused.halfWay(otherwise);
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
  }
}
