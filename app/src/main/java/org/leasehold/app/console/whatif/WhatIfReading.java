package org.leasehold.app.console.whatif;

import java.util.ArrayList;
import java.util.List;
import org.leasehold.app.console.live.Forecast;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;

/// A forecast as the screen shows it.
///
/// @param verdict what becomes of the VMs, in a sentence
/// @param marks of the line of time above the bars: where on it, and what
/// @param spanMillis the line of time reaches from the pull to here
record WhatIfReading(
    String title,
    Tone tone,
    String verdict,
    String made,
    String fix,
    List<Row> rows,
    List<Mark> marks,
    long spanMillis,
    List<Forecast.Line> story,
    List<String> notes) {
  WhatIfReading {
    rows = List.copyOf(rows);
    marks = List.copyOf(marks);
    story = List.copyOf(story);
    notes = List.copyOf(notes);
  }

  /// One VM.
  ///
  /// @param ended when its copy stops, `0:00`; empty when it never does
  /// @param free when its lease can be taken
  /// @param bar the stretches of its line of time
  record Row(
      Forecast.OfVm of,
      Tone tone,
      String fate,
      String ended,
      String detected,
      String free,
      String start,
      String running,
      String why,
      List<Stretch> bar) {
    Row {
      bar = List.copyOf(bar);
    }
  }

  /// @param untilMillis after the pull
  record Stretch(long untilMillis, Tone tone) {}

  record Mark(long atMillis, String what) {}

  static WhatIfReading of(Forecast forecast, Times times) {
    long last = Math.max(forecast.givenUpMillis(), forecast.detectedMillis());
    for (var vm : forecast.vms()) {
      last = Math.max(last, Math.max(vm.endedMillis(), vm.runningMillis()));
      if (vm.fate() == Forecast.Fate.LOST) last = Math.max(last, vm.latestMillis());
    }
    long span = Math.clamp(last + last / 8, 30_000, Math.max(30_000, forecast.lengthMillis()));
    var rows = new ArrayList<Row>();
    for (var vm : forecast.vms()) rows.add(row(forecast, vm, span));
    return new WhatIfReading(
        forecast.plug(),
        tone(forecast),
        verdict(forecast),
        Texts.say(
            "whatif.made",
            times.clock(forecast.madeMillis()),
            Times.age(forecast.lengthMillis() / 1000)),
        forecast.fix(),
        rows,
        marks(forecast),
        span,
        forecast.story(),
        notes(forecast));
  }

  private static List<String> notes(Forecast forecast) {
    var notes = new ArrayList<>(forecast.notes());
    notes.add(
        forecast.broken().isEmpty()
            ? Texts.say("whatif.rules")
            : Texts.say("whatif.rules.broken", String.join("; ", forecast.broken())));
    return notes;
  }

  private static long count(Forecast forecast, Forecast.Fate fate) {
    return forecast.vms().stream().filter(vm -> vm.fate() == fate).count();
  }

  private static Tone tone(Forecast forecast) {
    if (!forecast.broken().isEmpty() || count(forecast, Forecast.Fate.LOST) > 0) return Tone.BAD;
    return count(forecast, Forecast.Fate.WAITS_FOR_WORD) > 0 ? Tone.WARN : Tone.OK;
  }

  private static String verdict(Forecast forecast) {
    long again = count(forecast, Forecast.Fate.RESTARTED);
    long untouched = count(forecast, Forecast.Fate.UNTOUCHED);
    long waits = count(forecast, Forecast.Fate.WAITS_FOR_WORD);
    long lost = count(forecast, Forecast.Fate.LOST);
    if (forecast.vms().isEmpty()) return Texts.say("whatif.verdict.nobody");
    var said = new ArrayList<String>();
    if (again > 0) {
      long last = 0;
      for (var vm : forecast.vms()) last = Math.max(last, vm.runningMillis());
      said.add(Texts.say("whatif.verdict.again", again, Times.countdown(last / 1000)));
    }
    if (untouched > 0) said.add(Texts.say("whatif.verdict.untouched", untouched));
    if (waits > 0) said.add(Texts.say("whatif.verdict.waits", waits));
    long left = count(forecast, Forecast.Fate.LEFT_DOWN);
    if (left > 0) said.add(Texts.say("whatif.verdict.left", left));
    if (lost > 0) said.add(Texts.say("whatif.verdict.lost", lost));
    return String.join(" ", said);
  }

  private static List<Mark> marks(Forecast forecast) {
    var marks = new ArrayList<Mark>();
    marks.add(new Mark(0, Texts.say("whatif.mark.pull")));
    if (forecast.detectedMillis() >= 0) {
      marks.add(new Mark(forecast.detectedMillis(), Texts.say("whatif.mark.detected")));
    }
    if (forecast.givenUpMillis() >= 0) {
      marks.add(new Mark(forecast.givenUpMillis(), Texts.say("whatif.mark.given")));
    }
    long start = Long.MAX_VALUE;
    for (var vm : forecast.vms()) {
      if (vm.startMillis() >= 0) start = Math.min(start, vm.startMillis());
    }
    if (start != Long.MAX_VALUE) marks.add(new Mark(start, Texts.say("whatif.mark.start")));
    return marks;
  }

  private static String at(long millis) {
    return millis < 0 ? "—" : Times.countdown(millis / 1000);
  }

  private static Row row(Forecast forecast, Forecast.OfVm vm, long span) {
    boolean concerned = vm.fate() != Forecast.Fate.UNTOUCHED;
    var free =
        vm.earliestMillis() < 0 || !concerned
            ? "—"
            : Texts.say("whatif.between", at(vm.earliestMillis()), at(vm.latestMillis()));
    return new Row(
        vm,
        switch (vm.fate()) {
          case RESTARTED, UNTOUCHED -> Tone.OK;
          case WAITS_FOR_WORD -> Tone.WARN;
          case LEFT_DOWN -> Tone.NONE;
          case LOST -> Tone.BAD;
        },
        switch (vm.fate()) {
          case RESTARTED -> Texts.say("whatif.fate.again", vm.to());
          case UNTOUCHED -> Texts.say("whatif.fate.untouched", vm.from());
          case WAITS_FOR_WORD -> Texts.say("whatif.fate.waits");
          case LEFT_DOWN -> Texts.say("whatif.fate.left");
          case LOST -> Texts.say("whatif.fate.lost");
        },
        at(vm.endedMillis()),
        concerned ? at(forecast.detectedMillis()) : "—",
        free,
        at(vm.startMillis()),
        at(vm.runningMillis()),
        explained(vm) ? vm.why() : "",
        bar(vm, span));
  }

  private static boolean explained(Forecast.OfVm vm) {
    return vm.fate() == Forecast.Fate.LOST || vm.fate() == Forecast.Fate.WAITS_FOR_WORD;
  }

  private static List<Stretch> bar(Forecast.OfVm vm, long span) {
    var bar = new ArrayList<Stretch>();
    if (vm.fate() == Forecast.Fate.UNTOUCHED) {
      bar.add(new Stretch(span, Tone.OK));
      return bar;
    }
    bar.add(new Stretch(Math.max(0, vm.endedMillis()), Tone.OK));
    var down =
        switch (vm.fate()) {
          case WAITS_FOR_WORD -> Tone.WARN;
          case LEFT_DOWN -> Tone.NONE;
          case RESTARTED, UNTOUCHED, LOST -> Tone.BAD;
        };
    if (vm.runningMillis() < 0) {
      bar.add(new Stretch(span, down));
      return bar;
    }
    long start = vm.startMillis() < 0 ? vm.runningMillis() : vm.startMillis();
    bar.add(new Stretch(start, down));
    bar.add(new Stretch(vm.runningMillis(), Tone.INFO));
    bar.add(new Stretch(span, Tone.OK));
    return bar;
  }
}
