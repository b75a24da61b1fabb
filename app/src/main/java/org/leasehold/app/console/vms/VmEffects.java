package org.leasehold.app.console.vms;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Effect;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Moves;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.Operation;
import org.leasehold.core.monitor.Snapshot;

/// What an action would do to each of the chosen VMs.
record VmEffects(VmAction action, List<VmId> chosen) implements Effect.Reader {
  private static final long SECOND = 1_000_000_000L;
  private static final int DIFFERENCES_MAX = 6;

  VmEffects {
    chosen = List.copyOf(chosen);
  }

  @Override
  public Effect of(Snapshot snapshot, String choice) {
    var state = snapshot.state();
    var rows = new ArrayList<Effect.Row>();
    var asks = new ArrayList<Effect.Ask>();
    for (var id : chosen) {
      var name = VmAction.name(state, id);
      var entry = VmAction.entry(state, id);
      var not = action.not(state, id);
      if (entry == null || !not.isEmpty()) {
        rows.add(new Effect.Row(id.text(), Tone.NONE, name, Texts.say("act.left", not)));
        continue;
      }
      add(state, entry, choice, rows, asks);
    }
    var choices = choices(state);
    boolean open = !choices.isEmpty() && (choice.isEmpty() && action != VmAction.START);
    var key = "act." + action.word();
    var only = chosen.size() == 1 ? VmAction.name(state, chosen.getFirst()) : "";
    String blocked = "";
    if (chosen.isEmpty()) blocked = Texts.say("act.none");
    else if (asks.isEmpty() && !open) blocked = Texts.say("act.nothing");
    return new Effect(
        Texts.say(key + ".title", chosen.size(), only),
        open ? Texts.say(key + ".choose") : "",
        choices,
        rows,
        note(state),
        Texts.say(key + ".button", asks.size()),
        dangerous(),
        "",
        blocked,
        open ? List.of() : asks);
  }

  private boolean dangerous() {
    return action == VmAction.KILL || action == VmAction.RELEASE || action == VmAction.ACCEPT;
  }

  private void add(
      EngineState state,
      VmEntry entry,
      String choice,
      List<Effect.Row> rows,
      List<Effect.Ask> asks) {
    var id = entry.id();
    switch (action) {
      case START -> {
        var host =
            choice.isEmpty() || choice.equals("any") ? null : new HostId(Integer.parseInt(choice));
        var text = Texts.say("act.start.row." + entry.mode().name().toLowerCase(Locale.ROOT));
        go(rows, asks, entry, Tone.OK, text, new Request.StartVm(id, host));
      }
      case STOP, KILL -> {
        boolean graceful = action == VmAction.STOP;
        go(
            rows,
            asks,
            entry,
            graceful ? Tone.INFO : Tone.WARN,
            stopped(state, entry, graceful),
            new Request.StopVm(id, graceful));
      }
      case REBOOT -> go(rows, asks, entry, interrupted(state, entry), new Operation.RebootVm(id));
      case PAUSE -> go(rows, asks, entry, interrupted(state, entry), new Operation.PauseVm(id));
      case RESUME -> go(rows, asks, entry, resumed(entry), new Operation.ResumeVm(id));
      case MIGRATE -> migrate(state, entry, choice, rows, asks);
      case MODE -> mode(state, entry, choice, rows, asks);
      case KEEP ->
          go(
              rows,
              asks,
              entry,
              Tone.WARN,
              Texts.say("act.keep.row"),
              new Request.VmMaintenance(id, true));
      case UNKEEP ->
          go(
              rows,
              asks,
              entry,
              Tone.OK,
              Texts.say("act.unkeep.row"),
              new Request.VmMaintenance(id, false));
      case TAKE_OVER ->
          go(
              rows,
              asks,
              entry,
              differences(VmAction.drift(state.vms().get(id))),
              new Operation.TakeOver(id, false));
      case ACCEPT ->
          go(
              rows,
              asks,
              entry,
              Tone.WARN,
              Texts.say("act.accept.row", String.join(", ", entry.disks().sources())),
              new Request.AcceptDisks(id));
      case RELEASE -> {
        // What runs stays where it is; a host is chosen for what is down.
        var runsOn = VmAction.runsOn(state.vms().get(id));
        if (runsOn == null && choice.isEmpty()) {
          wait(rows, entry);
          return;
        }
        var host = runsOn != null ? runsOn : new HostId(Integer.parseInt(choice));
        var text = runsOn != null ? "act.release.row.runs" : "act.release.row";
        rows.add(
            new Effect.Row(
                id.text(), Tone.WARN, entry.name(), Texts.say(text, Names.of(state, host))));
        asks.add(Effect.Ask.of(id.text(), new Operation.Release(id, host)));
      }
    }
  }

  private static void go(
      List<Effect.Row> rows,
      List<Effect.Ask> asks,
      VmEntry entry,
      Tone tone,
      String text,
      Request request) {
    var key = entry.id().text();
    rows.add(new Effect.Row(key, tone, entry.name(), text));
    asks.add(Effect.Ask.of(key, request));
  }

  private static void go(
      List<Effect.Row> rows,
      List<Effect.Ask> asks,
      VmEntry entry,
      String text,
      Operation operation) {
    var key = entry.id().text();
    rows.add(new Effect.Row(key, Tone.INFO, entry.name(), text));
    asks.add(Effect.Ask.of(key, operation));
  }

  private static String differences(String drift) {
    var lines = drift.lines().toList();
    if (lines.isEmpty()) return Texts.say("act.takeover.row");
    var told = String.join("\n", lines.subList(0, Math.min(DIFFERENCES_MAX, lines.size())));
    return lines.size() <= DIFFERENCES_MAX
        ? told
        : told + "\n" + Texts.say("act.takeover.more", lines.size() - DIFFERENCES_MAX);
  }

  private static String resumed(VmEntry entry) {
    return Texts.say(entry.isProtected() ? "act.resume.row" : "act.resume.row.bare");
  }

  private static void wait(List<Effect.Row> rows, VmEntry entry) {
    rows.add(
        new Effect.Row(entry.id().text(), Tone.NONE, entry.name(), Texts.say("act.choose.first")));
  }

  /// Uptime, what happens, and what HA makes of it.
  private static String stopped(EngineState state, VmEntry entry, boolean graceful) {
    var up = uptime(state, entry);
    return up.done()
        ? up.text()
        : up.text() + " " + Texts.say(graceful ? "act.stop.row" : "act.kill.row");
  }

  private String interrupted(EngineState state, VmEntry entry) {
    boolean bare = action == VmAction.PAUSE && !entry.isProtected();
    return uptime(state, entry).text()
        + " "
        + Texts.say("act." + action.word() + (bare ? ".row.bare" : ".row"));
  }

  /// @param done all is said: it cannot be asked
  private record Uptime(String text, boolean done) {}

  private static Uptime uptime(EngineState state, VmEntry entry) {
    var vm = state.vms().get(entry.id());
    var host = vm == null || vm.host() == null ? null : state.hosts().get(vm.host());
    if (vm == null || host == null || vm.status() == VmStatus.DOWN) {
      return new Uptime(Texts.say("act.stop.queued"), true);
    }
    var name = Names.of(state, host.id());
    if (!host.status().answers()) return new Uptime(Texts.say("act.stop.silent", name), true);
    var up =
        vm.status() == VmStatus.UP
            ? Texts.say(
                "act.stop.up", Times.age((state.nowNanos() - vm.changedNanos()) / SECOND), name)
            : Texts.say("act.stop.other", vm.status().word(), name);
    return new Uptime(up, false);
  }

  private static void migrate(
      EngineState state,
      VmEntry entry,
      String choice,
      List<Effect.Row> rows,
      List<Effect.Ask> asks) {
    if (choice.isEmpty()) {
      wait(rows, entry);
      return;
    }
    var to = new HostId(Integer.parseInt(choice));
    var target = target(state, entry.id(), to);
    var not = target == null ? Texts.say("act.migrate.there") : target.not();
    if (target == null || not != null) {
      rows.add(
          new Effect.Row(
              entry.id().text(),
              Tone.BAD,
              entry.name(),
              Texts.say("act.left", not == null ? "" : Names.inText(state, not))));
      return;
    }
    var vm = state.vms().get(entry.id());
    var from = vm == null || vm.host() == null ? "" : Names.of(state, vm.host());
    boolean fits = target.freeMiB() >= entry.memoryMiB();
    var text =
        Texts.say(
            fits ? "act.migrate.row" : "act.migrate.short",
            from,
            Names.of(state, to),
            Times.gib(entry.memoryMiB()),
            Times.gib(Math.max(0, target.freeMiB())));
    go(rows, asks, entry, fits ? Tone.OK : Tone.WARN, text, new Request.MigrateVm(entry.id(), to));
  }

  private static Moves.@Nullable Target target(EngineState state, VmId vm, HostId to) {
    for (var one : Moves.of(state, vm)) if (one.host().equals(to)) return one;
    return null;
  }

  private static void mode(
      EngineState state,
      VmEntry entry,
      String choice,
      List<Effect.Row> rows,
      List<Effect.Ask> asks) {
    if (choice.isEmpty()) {
      wait(rows, entry);
      return;
    }
    var mode = HaMode.valueOf(choice.toUpperCase(Locale.ROOT));
    var key = entry.id().text();
    if (mode == entry.mode()) {
      rows.add(new Effect.Row(key, Tone.NONE, entry.name(), Texts.say("act.mode.same")));
      return;
    }
    boolean loses = entry.isProtected();
    boolean runs = VmAction.runsOn(state.vms().get(entry.id())) != null;
    var gets = mode == HaMode.PROTECTED && runs ? ".runs" : "";
    var text = Texts.say("act.mode.row." + choice + (loses ? ".loses" : gets));
    rows.add(new Effect.Row(key, loses ? Tone.WARN : Tone.OK, entry.name(), text));
    asks.add(Effect.Ask.of(key, new Operation.Protect(entry.id(), mode)));
  }

  private List<Effect.Choice> choices(EngineState state) {
    return switch (action) {
      case START -> chosen.size() == 1 ? starts(state, chosen.getFirst()) : List.of();
      case MIGRATE -> targets(state);
      case MODE -> List.of(choice("protected"), choice("confirm"), choice("off"));
      case RELEASE -> isAnyDown(state) ? hosts(state) : List.of();
      default -> List.of();
    };
  }

  private static Effect.Choice choice(String mode) {
    return new Effect.Choice(mode, Texts.say("vms.mode." + mode), "", Texts.say("vm.mode." + mode));
  }

  private static List<Effect.Choice> starts(EngineState state, VmId vm) {
    var choices = new ArrayList<Effect.Choice>();
    choices.add(
        new Effect.Choice("any", Texts.say("act.start.any"), "", Texts.say("act.start.any.text")));
    for (var target : Moves.starts(state, vm)) choices.add(choice(state, target));
    return choices;
  }

  private static Effect.Choice choice(EngineState state, Moves.Target target) {
    var not = target.not();
    return new Effect.Choice(
        target.host().toString(),
        Names.of(state, target.host()),
        not == null ? "" : Names.inText(state, not),
        not == null ? Texts.say("vm.place", Times.gib(Math.max(0, target.freeMiB()))) : "");
  }

  /// A host that none of them can move to is shown with the first one's reason.
  private List<Effect.Choice> targets(EngineState state) {
    var choices = new ArrayList<Effect.Choice>();
    for (var host : state.hosts().values()) {
      Moves.@Nullable Target shown = null;
      int able = 0;
      for (var vm : chosen) {
        if (!action.not(state, vm).isEmpty()) continue;
        var target = target(state, vm, host.id());
        if (target == null) continue;
        if (target.not() == null) able++;
        if (shown == null || target.not() == null) shown = target;
      }
      if (shown == null) continue;
      var one = choice(state, shown);
      choices.add(
          chosen.size() == 1 || able == 0
              ? one
              : new Effect.Choice(
                  one.key(), one.text(), "", Texts.say("act.migrate.able", able, one.detail())));
    }
    return choices;
  }

  private boolean isAnyDown(EngineState state) {
    return chosen.stream()
        .anyMatch(
            id -> action.not(state, id).isEmpty() && VmAction.runsOn(state.vms().get(id)) == null);
  }

  private static List<Effect.Choice> hosts(EngineState state) {
    var choices = new ArrayList<Effect.Choice>();
    for (var host : state.hosts().values()) {
      choices.add(
          new Effect.Choice(
              host.id().toString(),
              Names.of(state, host.id()),
              host.status().answers() ? "" : host.status().word(),
              ""));
    }
    return choices;
  }

  private Effect.Note note(EngineState state) {
    return switch (action) {
      case STOP ->
          new Effect.Note(Tone.INFO, Texts.say("act.stop.note.strong"), Texts.say("act.stop.note"));
      case KILL ->
          new Effect.Note(Tone.WARN, Texts.say("act.kill.note.strong"), Texts.say("act.kill.note"));
      case REBOOT, PAUSE, RESUME -> said(Tone.INFO);
      case KEEP ->
          new Effect.Note(Tone.WARN, Texts.say("act.keep.note.strong"), Texts.say("act.keep.note"));
      case RELEASE ->
          new Effect.Note(
              Tone.WARN, Texts.say("act.release.note.strong"), Texts.say("act.release.note"));
      case ACCEPT ->
          new Effect.Note(
              Tone.WARN, Texts.say("act.accept.note.strong"), Texts.say("act.accept.note"));
      case START -> start(state);
      case TAKE_OVER ->
          new Effect.Note(
              Tone.INFO, Texts.say("act.takeover.note.strong"), Texts.say("act.takeover.note"));
      case MIGRATE, MODE, UNKEEP -> Effect.Note.NONE;
    };
  }

  private Effect.Note said(Tone tone) {
    var key = "act." + action.word() + ".note";
    return new Effect.Note(tone, Texts.say(key + ".strong"), Texts.say(key));
  }

  private static Effect.Note start(EngineState state) {
    return state.pause() == null
        ? Effect.Note.NONE
        : new Effect.Note(
            Tone.WARN, Texts.say("act.start.paused.strong"), Texts.say("act.start.paused"));
  }
}
