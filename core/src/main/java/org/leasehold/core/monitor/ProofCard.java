package org.leasehold.core.monitor;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Step;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HostId;

/// Keeps one VM's case of an incident up to date.
final class ProofCard {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ProofCard() {}

  static Incident.VmCase begun(VmRecord vm, Names names) {
    return new Incident.VmCase(
        vm.id(), names.plain(vm.id()), vm.host(), null, "", "", null, 0, 0, 0, 0, "");
  }

  static Incident.VmCase after(
      Incident.VmCase card, EngineState before, Step step, Names names, long wallMillis) {
    var after = step.next();
    var record = after.vms().get(card.vm());
    if (record == null) return card;
    var earlier = before.vms().get(card.vm());
    var next = card;
    if (card.owner().isEmpty()) next = owner(next, after, names, wallMillis);
    next = predicted(next, record, after, names, wallMillis);
    for (var command : step.commands()) {
      if (command instanceof Command.StartVm start && start.vm().equals(card.vm())) {
        next = asked(next, start, wallMillis);
      }
    }
    if (record.start() == null) next = held(next, earlier, record);
    boolean cameUp = earlier != null && earlier.status() != VmStatus.UP;
    return cameUp && record.status() == VmStatus.UP
        ? running(next, record, names, wallMillis)
        : next;
  }

  private static long wall(EngineState state, long nanos, long wallMillis) {
    return wallMillis + Math.floorDiv(nanos - state.nowNanos(), 1_000_000L);
  }

  /// Whose lease it is, and when that host last renewed, as far as it is known.
  private static Incident.VmCase owner(
      Incident.VmCase c, EngineState state, Names names, long wallMillis) {
    var entry = state.document() == null ? null : state.document().vms().get(c.vm());
    var domain = entry == null ? null : entry.leaseDomain();
    var from = c.from() == null ? null : state.hosts().get(c.from());
    var life = domain == null || from == null ? null : from.lives().get(domain);
    if (life == null || from == null) return c;
    var text =
        "%s, %s, last renewal %s"
            .formatted(
                names.plain(from.id()),
                life.life(),
                clock(wall(state, life.lastRenewalNanos(), wallMillis)));
    var prediction = c.prediction();
    if (prediction != null) {
      text +=
          ", last seen to change " + clock(wall(state, prediction.lastChangeNanos(), wallMillis));
    }
    return with(c, text, c.failed());
  }

  private static String clock(long wallMillis) {
    return CLOCK.format(Instant.ofEpochMilli(wallMillis));
  }

  private static Incident.VmCase with(Incident.VmCase c, String owner, String failed) {
    return new Incident.VmCase(
        c.vm(),
        c.name(),
        c.from(),
        c.to(),
        owner,
        c.evidence(),
        c.prediction(),
        c.earliestMillis(),
        c.latestMillis(),
        c.askedMillis(),
        c.runningMillis(),
        failed);
  }

  private static Incident.VmCase predicted(
      Incident.VmCase c, VmRecord record, EngineState state, Names names, long wallMillis) {
    var prediction = record.prediction();
    if (prediction == null || prediction.equals(c.prediction())) return c;
    var next =
        new Incident.VmCase(
            c.vm(),
            c.name(),
            c.from(),
            c.to(),
            c.owner(),
            c.evidence(),
            prediction,
            wall(state, prediction.earliestNanos(), wallMillis),
            wall(state, prediction.latestNanos(), wallMillis),
            c.askedMillis(),
            c.runningMillis(),
            c.failed());
    return owner(next, state, names, wallMillis);
  }

  private static Incident.VmCase asked(Incident.VmCase c, Command.StartVm start, long wallMillis) {
    return new Incident.VmCase(
        c.vm(),
        c.name(),
        c.from(),
        start.host(),
        c.owner(),
        start.evidence().text(),
        c.prediction(),
        c.earliestMillis(),
        c.latestMillis(),
        wallMillis,
        0,
        "");
  }

  /// The first failed condition; its arithmetic is renewed every few seconds, which is no change.
  private static Incident.VmCase held(
      Incident.VmCase c, @Nullable VmRecord before, VmRecord record) {
    var now = record.explanation();
    if (now == null || c.runningMillis() > 0) return c;
    var was = before == null ? null : before.explanation();
    boolean same = was != null && was.condition().equals(now.condition());
    if (same && !c.failed().isEmpty()) return c;
    return with(c, c.owner(), now.condition() + ": " + now.text());
  }

  private static Incident.VmCase running(
      Incident.VmCase c, VmRecord record, Names names, long wallMillis) {
    @Nullable HostId at = record.host();
    boolean stayed = c.askedMillis() == 0 && Objects.equals(at, c.from());
    return new Incident.VmCase(
        c.vm(),
        c.name(),
        c.from(),
        stayed ? null : at,
        c.owner(),
        c.evidence(),
        c.prediction(),
        c.earliestMillis(),
        c.latestMillis(),
        c.askedMillis(),
        wallMillis,
        stayed ? "not started: it still runs" + names.on(at) : "");
  }
}
