package org.leasehold.app.console.incidents;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.live.Forecast;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.parts.Timeline;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Prediction;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Incident;

/// Reads incidents for people: the list, and one incident's page.
final class IncidentsReading {
  /// Where the last mark stands; the rest is for its words.
  private static final double LAST = 0.82;

  private final EngineState state;
  private final Times times;
  private final long nowMillis;

  /// @param state for names only
  /// @param nowMillis the engine's wall clock
  IncidentsReading(EngineState state, Times times, long nowMillis) {
    this.state = state;
    this.times = times;
    this.nowMillis = nowMillis;
  }

  // The list.

  IncidentRow row(Incident incident) {
    int run = 0;
    int waits = 0;
    for (var vm : incident.vms()) {
      if (vm.runningMillis() > 0) run++;
      else waits++;
    }
    var hosts = hosts(incident);
    var state =
        incident.isOpen()
            ? Texts.say("incidents.open", Times.countdown(lastedSeconds(incident)))
            : Texts.say("incidents.over", Times.age(lastedSeconds(incident)));
    var vms = Texts.say("incidents.vms", run, run + waits);
    var began = times.day(incident.openedMillis());
    var title = Names.inText(this.state, incident.title());
    return new IncidentRow(
        incident.number(),
        incident.isOpen(),
        tone(incident),
        title,
        began,
        state,
        hosts,
        vms,
        String.join(" ", title, began, state, hosts, vms, names(incident)));
  }

  private static String names(Incident incident) {
    return String.join(" ", incident.vms().stream().map(Incident.VmCase::name).toList());
  }

  private long lastedSeconds(Incident incident) {
    long end = incident.isOpen() ? nowMillis : incident.closedMillis();
    return (end - incident.openedMillis()) / 1000;
  }

  /// A VM without a lease waits for a person; a protected one must not.
  private Tone tone(Incident incident) {
    if (!incident.isOpen()) return Tone.OK;
    boolean lost =
        incident.vms().stream().anyMatch(vm -> vm.runningMillis() == 0 && isProtected(vm));
    return lost ? Tone.BAD : Tone.WARN;
  }

  private boolean isProtected(Incident.VmCase vm) {
    var document = state.document();
    var entry = document == null ? null : document.vms().get(vm.vm());
    return entry != null && entry.isProtected();
  }

  private String hosts(Incident incident) {
    var names = new TreeSet<String>();
    var host = incident.host();
    if (host != null) names.add(Names.of(state, host));
    for (var vm : incident.vms()) {
      if (vm.from() != null) names.add(Names.of(state, vm.from()));
    }
    return names.isEmpty() ? "" : Names.list(List.copyOf(names));
  }

  // The page.

  IncidentPage page(Incident incident, @Nullable Forecast forecast) {
    var proofs = new ArrayList<IncidentPage.Proof>();
    for (var vm : incident.vms()) proofs.add(proof(incident, vm, forecast));
    var events = new ArrayList<EventRow>();
    for (var line : incident.timeline()) events.add(EventRow.of(line, state, times));
    return new IncidentPage(
        incident.number(),
        tone(incident),
        Names.inText(state, incident.title()),
        when(incident),
        incident.timeline().isEmpty() ? "" : said(incident.timeline().getFirst()),
        timeline(incident),
        proofs,
        forecast == null
            ? ""
            : Texts.say("incidents.forecast", forecast.plug(), times.day(forecast.madeMillis())),
        events);
  }

  private String said(EventLine line) {
    var what = line.subject() + " " + line.what();
    var text = line.because().isEmpty() ? what : what + ": " + line.because();
    return Names.inText(state, text.replaceFirst("^(vm|store|engine) ", ""));
  }

  private String when(Incident incident) {
    var began = times.day(incident.openedMillis());
    var clock = times.clock(incident.openedMillis());
    return incident.isOpen()
        ? Texts.say("incidents.when.open", began, clock, Times.age(lastedSeconds(incident)))
        : Texts.say(
            "incidents.when.over",
            began,
            clock,
            times.clock(incident.closedMillis()),
            Times.age(lastedSeconds(incident)));
  }

  private @Nullable Timeline timeline(Incident incident) {
    long begin = incident.openedMillis();
    long given = givenUp(incident);
    long free = Long.MAX_VALUE;
    long asked = Long.MAX_VALUE;
    long running = 0;
    long latest = 0;
    for (var vm : incident.vms()) {
      if (vm.earliestMillis() > 0) free = Math.min(free, vm.earliestMillis());
      if (vm.askedMillis() > 0) asked = Math.min(asked, vm.askedMillis());
      running = Math.max(running, vm.runningMillis());
      latest = Math.max(latest, vm.latestMillis());
    }
    long reached = incident.isOpen() ? nowMillis : incident.closedMillis();
    long end = running > 0 ? running : Math.max(reached, latest);
    if (end <= begin) return null;
    double scale = LAST / (end - begin);
    var marks = new ArrayList<Timeline.Mark>();
    var stretches = new ArrayList<Timeline.Stretch>();
    mark(marks, 0, begin, incident.host() == null ? "imark.begin" : "imark.missed");
    long down = given > 0 ? given : begin;
    if (given > begin) {
      stretches.add(new Timeline.Stretch((given - begin) * scale, Tone.WARN));
      mark(marks, (given - begin) * scale, given, "imark.given");
    }
    boolean wasFree = free > down && free < Math.min(asked, end);
    if (wasFree) mark(marks, (free - begin) * scale, free, "imark.free");
    if (asked != Long.MAX_VALUE && asked < end) {
      stretches.add(new Timeline.Stretch((asked - begin) * scale, Tone.BAD));
      if (asked > down) mark(marks, (asked - begin) * scale, asked, "imark.asked");
      stretches.add(new Timeline.Stretch(LAST, Tone.INFO));
    } else {
      if (incident.isOpen()) {
        // what is still to come has no colour yet
        stretches.add(new Timeline.Stretch(Math.min(LAST, (nowMillis - begin) * scale), Tone.BAD));
        stretches.add(new Timeline.Stretch(LAST, Tone.NONE));
      } else {
        stretches.add(new Timeline.Stretch(LAST, running > 0 ? Tone.BAD : Tone.WARN));
      }
    }
    boolean again = running > 0;
    boolean well = again || !incident.isOpen();
    stretches.add(new Timeline.Stretch(1, well ? Tone.OK : Tone.NONE));
    mark(marks, LAST, end, again ? "imark.running" : incident.isOpen() ? "imark.by" : "imark.over");
    double now = incident.isOpen() ? (nowMillis - begin) * scale : -1;
    return new Timeline(stretches, marks, now < 0 ? -1 : Math.min(1, Math.rint(now * 500) / 500));
  }

  private static long givenUp(Incident incident) {
    for (var line : incident.timeline()) {
      if (line.what().contains("-> non-responsive")) return line.wallMillis();
    }
    return 0;
  }

  private void mark(List<Timeline.Mark> marks, double at, long millis, String key) {
    marks.add(new Timeline.Mark(at, times.clock(millis), Texts.say(key)));
  }

  // The proof card.

  /// As the engine said it, with names and the people's clock.
  private String said(String text, Incident incident) {
    return times.inText(Names.inText(state, text), incident.openedMillis());
  }

  private IncidentPage.Proof proof(
      Incident incident, Incident.VmCase vm, @Nullable Forecast forecast) {
    var facts = new ArrayList<IncidentPage.Fact>();
    if (vm.from() != null) fact(facts, "proof.from", Names.of(state, vm.from()));
    fact(facts, "proof.owner", said(vm.owner(), incident));
    fact(facts, "proof.evidence", said(vm.evidence(), incident));
    var prediction = vm.prediction();
    if (prediction != null) fact(facts, "proof.arithmetic", arithmetic(vm, prediction));
    if (vm.askedMillis() > 0) {
      fact(facts, "proof.asked", on(times.clock(vm.askedMillis()), vm.to()));
    }
    if (vm.runningMillis() > 0) fact(facts, "proof.running", times.clock(vm.runningMillis()));
    fact(facts, "proof.failed", said(vm.failed(), incident));
    return new IncidentPage.Proof(
        vm.vm(),
        vm.name(),
        tone(vm),
        headline(incident, vm),
        facts,
        compared(incident, vm, forecast));
  }

  private String arithmetic(Incident.VmCase vm, Prediction prediction) {
    long renewal = wall(vm, prediction, prediction.lastRenewalNanos());
    long change = wall(vm, prediction, prediction.lastChangeNanos());
    var io = prediction.ioTimeout();
    return Texts.say(
        "proof.sum",
        times.clock(renewal),
        io.seconds(),
        times.clock(renewal + 1000L * io.hostDeadSeconds()),
        times.clock(change),
        io.renewalSeconds(),
        io.hostDeadSeconds(),
        io.acquireDeadSeconds(),
        times.clock(vm.latestMillis()));
  }

  /// Engine time as wall clock, by the one moment that is known as both.
  private static long wall(Incident.VmCase vm, Prediction prediction, long nanos) {
    return vm.earliestMillis() - Math.floorDiv(prediction.earliestNanos() - nanos, 1_000_000L);
  }

  private static Tone tone(Incident.VmCase vm) {
    if (vm.runningMillis() > 0) return Tone.OK;
    return vm.askedMillis() > 0 ? Tone.INFO : Tone.WARN;
  }

  private String on(String clock, org.leasehold.core.model.@Nullable HostId host) {
    return host == null ? clock : Texts.say("proof.at", clock, Names.of(state, host));
  }

  private static void fact(List<IncidentPage.Fact> facts, String key, String text) {
    if (!text.isEmpty()) facts.add(new IncidentPage.Fact(Texts.say(key), text));
  }

  private String headline(Incident incident, Incident.VmCase vm) {
    if (vm.runningMillis() > 0) {
      var to = vm.to() == null ? vm.from() : vm.to();
      var where = to == null ? "" : Names.of(state, to);
      var after = after(incident, vm.runningMillis());
      return vm.askedMillis() == 0
          ? Texts.say("proof.stayed", where)
          : Texts.say("proof.again", where, times.clock(vm.runningMillis()), after);
    }
    if (vm.askedMillis() > 0) {
      return Texts.say("proof.starting", on(times.clock(vm.askedMillis()), vm.to()));
    }
    return Texts.say(incident.isOpen() ? "proof.waits" : "proof.never");
  }

  private static String after(Incident incident, long millis) {
    return Times.countdown((millis - incident.openedMillis()) / 1000);
  }

  private List<IncidentPage.Time> compared(
      Incident incident, Incident.VmCase vm, @Nullable Forecast forecast) {
    var all = new ArrayList<IncidentPage.Time>();
    if (vm.earliestMillis() > 0) {
      all.add(
          new IncidentPage.Time(
              Texts.say("proof.predicted"),
              Texts.say(
                  "proof.between",
                  after(incident, vm.earliestMillis()),
                  after(incident, vm.latestMillis())),
              Texts.say(
                  "proof.predicted.clock",
                  times.clock(vm.earliestMillis()),
                  times.clock(vm.latestMillis())),
              Tone.NONE));
    }
    var told = forecast == null ? null : forecast.of(vm.vm());
    if (told != null && forecast != null) {
      boolean again = told.runningMillis() >= 0;
      long since = told.runningMillis() - Math.max(0, forecast.detectedMillis());
      all.add(
          new IncidentPage.Time(
              Texts.say("proof.whatif"),
              again ? Times.countdown(since / 1000) : Texts.say("proof.not"),
              again ? Texts.say("proof.on", told.to()) : told.why(),
              Tone.NONE));
    }
    boolean real = vm.runningMillis() > 0 && vm.askedMillis() > 0;
    if (real) {
      boolean late = vm.latestMillis() > 0 && vm.askedMillis() > vm.latestMillis();
      var to = vm.to() == null ? "" : Texts.say("proof.on", Names.of(state, vm.to()));
      all.add(
          new IncidentPage.Time(
              Texts.say("proof.real"),
              after(incident, vm.runningMillis()),
              to,
              late ? Tone.BAD : Tone.OK));
    } else if (!all.isEmpty()) {
      all.add(
          new IncidentPage.Time(
              Texts.say("proof.real"),
              Texts.say(incident.isOpen() ? "proof.notyet" : "proof.not"),
              "",
              Tone.NONE));
    }
    return all;
  }
}
