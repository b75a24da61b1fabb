package org.leasehold.app.console.confirm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.live.Sightings;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.HostRecord;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.Wanted;
import org.leasehold.core.monitor.Snapshot;

/// The evidence for and against "this host has been rebooted", and what a confirmation would do.
///
/// @param title `Was kvm2 really rebooted?`
/// @param at when the evidence is from
/// @param evidence line by line
/// @param verdict what follows from it; the strong words first
/// @param verdictTone of its frame
/// @param blocked the confirmation is off
/// @param name to be typed; empty when one click is enough
/// @param unleased the VMs that a typed name would start without a lease
public record ConfirmReading(
    String title,
    String at,
    List<Evidence> evidence,
    Verdict verdict,
    Tone verdictTone,
    boolean blocked,
    String name,
    List<String> unleased) {
  private static final long SECOND = 1_000_000_000L;

  /// @param strong said in bold; may be empty
  public record Evidence(Tone tone, String what, String strong, String text) {}

  public record Verdict(String strong, String text) {}

  public ConfirmReading {
    evidence = List.copyOf(evidence);
    unleased = List.copyOf(unleased);
  }

  public static ConfirmReading of(Snapshot snapshot, HostId id, Times times) {
    return new Reader(snapshot, id, times).read();
  }

  /// One reading under way.
  private static final class Reader {
    private final Snapshot snapshot;
    private final EngineState state;
    private final HostId id;
    private final Times times;
    private final String name;

    Reader(Snapshot snapshot, HostId id, Times times) {
      this.snapshot = snapshot;
      this.state = snapshot.state();
      this.id = id;
      this.times = times;
      name = Names.of(state, id);
    }

    ConfirmReading read() {
      var host = state.hosts().get(id);
      if (host == null) return refused(List.of(), "confirm.gone");
      var evidence = new ArrayList<Evidence>();
      var sightings = Sightings.of(state, id);
      var alive = alive(sightings);
      for (var seen : sightings) evidence.add(heartbeat(seen, sightings.size() > 1));
      if (sightings.isEmpty()) {
        evidence.add(
            new Evidence(
                Tone.NONE, Texts.say("confirm.heartbeat"), "", Texts.say("confirm.unseen")));
      }
      evidence.add(management(host));
      evidence.add(power(host));
      var leased = new ArrayList<String>();
      var unleased = new ArrayList<String>();
      affected(host, leased, unleased);
      evidence.addAll(vms(sightings, leased, unleased, alive != null));
      if (host.status().answers()) return refused(evidence, "confirm.answers");
      if (alive != null) {
        int quiet = 2 * alive.ioTimeout().renewalSeconds();
        return alive.isFresh(state.nowNanos())
            ? refused(evidence, "confirm.running")
            : refused(evidence, "confirm.early", Integer.toString(quiet));
      }
      var claim = state.claim();
      if (!claim.acts()) return refused(evidence, "confirm.watcher");
      var confirmed = host.confirmation();
      if (confirmed != null && (unleased.isEmpty() || confirmed.typed().equals(name))) {
        return refused(evidence, "confirm.done", confirmed.operator());
      }
      return allowed(evidence, unleased);
    }

    private ConfirmReading refused(List<Evidence> evidence, String key, Object... more) {
      var values = new ArrayList<Object>(List.of(name));
      values.addAll(List.of(more));
      var tone = key.equals("confirm.done") ? Tone.OK : Tone.BAD;
      return reading(
          evidence,
          new Verdict(
              Texts.say(key + ".strong", values.toArray()),
              Texts.say(key + ".text", values.toArray())),
          tone,
          true,
          List.of());
    }

    private ConfirmReading allowed(List<Evidence> evidence, List<String> unleased) {
      if (unleased.isEmpty()) {
        return reading(
            evidence,
            new Verdict(Texts.say("confirm.safe.strong"), Texts.say("confirm.safe.text")),
            Tone.OK,
            false,
            unleased);
      }
      var names = Names.list(unleased);
      return reading(
          evidence,
          new Verdict(
              Texts.say("confirm.typed.strong", names), Texts.say("confirm.typed.text", name)),
          Tone.WARN,
          false,
          unleased);
    }

    private ConfirmReading reading(
        List<Evidence> evidence,
        Verdict verdict,
        Tone tone,
        boolean blocked,
        List<String> unleased) {
      return new ConfirmReading(
          Texts.say("confirm.title", name),
          Texts.say("confirm.at", times.clock(snapshot.wallMillis())),
          evidence,
          verdict,
          tone,
          blocked,
          unleased.isEmpty() || blocked ? "" : name,
          unleased);
    }

    private @Nullable Sightings alive(List<Sightings> sightings) {
      for (var seen : sightings) if (seen.isAlive(state.nowNanos())) return seen;
      return null;
    }

    private Evidence heartbeat(Sightings seen, boolean several) {
      var what =
          several
              ? Texts.say("confirm.heartbeat.in", seen.lockspace().text())
              : Texts.say("confirm.heartbeat");
      var age = Times.age(seen.ageSeconds(state.nowNanos()));
      var by = Names.hosts(state, seen.seenBy());
      if (seen.isAlive(state.nowNanos()) && !seen.isFresh(state.nowNanos())) {
        return new Evidence(Tone.WARN, what, "", Texts.say("confirm.late", age, by));
      }
      return seen.isAlive(state.nowNanos())
          ? new Evidence(
              Tone.BAD,
              what,
              Texts.say("confirm.alive.strong"),
              Texts.say("confirm.alive", age, by))
          : new Evidence(Tone.OK, what, "", Texts.say("confirm.stopped", age, by));
    }

    private Evidence management(HostRecord host) {
      var what = Texts.say("confirm.management");
      var age = Times.age((state.nowNanos() - host.reportNanos()) / SECOND);
      return host.status().answers()
          ? new Evidence(
              Tone.BAD,
              what,
              Texts.say("confirm.reports.strong"),
              Texts.say("confirm.reports", age))
          : new Evidence(Tone.OK, what, "", Texts.say("confirm.silent", age));
    }

    private Evidence power(HostRecord host) {
      var document = state.document();
      var entry = document == null ? null : document.hosts().get(id);
      var what = Texts.say("confirm.power");
      if (entry == null || !entry.fence().enabled()) {
        return new Evidence(Tone.NONE, what, "", Texts.say("confirm.power.none"));
      }
      var treatment = host.treatment();
      return treatment != null && treatment.offTimestampSeconds() >= 0
          ? new Evidence(Tone.OK, what, "", Texts.say("confirm.power.off"))
          : new Evidence(Tone.NONE, what, "", Texts.say("confirm.power.unasked"));
    }

    private void affected(HostRecord host, List<String> leased, List<String> unleased) {
      var document = state.document();
      if (document == null) return;
      for (var vm : host.vms().keys()) {
        var entry = document.vms().get(vm);
        var record = state.vms().get(vm);
        if (entry == null || record == null || record.status() == VmStatus.DOWN) continue;
        if (entry.wanted().state() != Wanted.State.RUNNING) continue;
        if (entry.isProtected()) leased.add(entry.name());
        else if (entry.mode() == HaMode.CONFIRM) unleased.add(entry.name());
      }
    }

    private List<Evidence> vms(
        List<Sightings> sightings, List<String> leased, List<String> unleased, boolean alive) {
      var lines = new ArrayList<Evidence>();
      if (!leased.isEmpty()) {
        var what = Texts.say("confirm.leased", leased.size());
        lines.add(
            alive || sightings.isEmpty()
                ? new Evidence(
                    Tone.NONE, what, "", Texts.say("confirm.leased.held", Names.list(leased)))
                : new Evidence(
                    Tone.OK,
                    what,
                    "",
                    Texts.say(
                        "confirm.leased.start",
                        times.clock(snapshot.wallMillis(deadNanos(sightings))))));
      }
      if (!unleased.isEmpty()) {
        lines.add(
            new Evidence(
                Tone.BAD,
                Texts.say("confirm.unleased", unleased.size()),
                Texts.say("confirm.unleased.strong", Names.list(unleased)),
                Texts.say("confirm.unleased.text", name)));
      }
      return lines;
    }

    private long deadNanos(List<Sightings> sightings) {
      long dead = 0;
      for (var seen : sightings) dead = Math.max(dead, seen.deadNanos());
      return Math.max(dead, state.nowNanos());
    }
  }
}
