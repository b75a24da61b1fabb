package org.leasehold.app.console.hosts;

import java.util.ArrayList;
import java.util.List;
import org.leasehold.app.console.effect.Effect;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Moves;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.Operation;
import org.leasehold.core.monitor.Snapshot;

/// What an action would do to a host and its VMs.
record HostEffects(HostAction action, HostId host) implements Effect.Reader {
  @Override
  public Effect of(Snapshot snapshot, String choice) {
    var state = snapshot.state();
    var name = Names.of(state, host);
    var rows = rows(state, name);
    var key = "hostact." + action.word();
    var not = action.not(state, host);
    return new Effect(
        Texts.say(key + ".title", name),
        Texts.say(key + ".lead", name),
        List.of(),
        rows,
        note(rows, name),
        Texts.say(key + ".button"),
        action == HostAction.REMOVE,
        action == HostAction.REMOVE && not.isEmpty() ? name : "",
        not,
        List.of(ask()));
  }

  private Effect.Ask ask() {
    return switch (action) {
      case MAINTENANCE -> Effect.Ask.of("", new Request.HostMaintenance(host, true));
      case END -> Effect.Ask.of("", new Request.HostMaintenance(host, false));
      case CHECKED -> Effect.Ask.of("", new Request.HostChecked(host));
      case REMOVE -> Effect.Ask.of("", new Operation.RemoveHost(host));
    };
  }

  private List<Effect.Row> rows(EngineState state, String name) {
    var rows = new ArrayList<Effect.Row>();
    switch (action) {
      case MAINTENANCE -> {
        for (var way : Moves.draining(state, host)) {
          var to = way.to();
          rows.add(
              new Effect.Row(
                  way.vm().text(),
                  to == null ? Tone.BAD : Tone.OK,
                  Names.of(state, way.vm()),
                  to == null
                      ? Texts.say("hostact.stays", Names.inText(state, way.why()))
                      : Texts.say("hostact.moves", Names.of(state, to))));
        }
      }
      case REMOVE -> {
        var document = state.document();
        if (document == null) return rows;
        var record = state.hosts().get(host);
        boolean answers = record != null && record.status().answers();
        for (var store : document.stores().values()) {
          if (!store.places().containsKey(host)) continue;
          rows.add(
              new Effect.Row(
                  store.domain().text(),
                  Tone.INFO,
                  store.name(),
                  Texts.say(answers ? "hostact.leaves" : "hostact.returns", name)));
        }
        for (var vm : document.vms().values()) {
          if (!vm.allowedHosts().equals(List.of(host))) continue;
          rows.add(
              new Effect.Row(
                  vm.id().text(), Tone.WARN, vm.name(), Texts.say("hostact.only", name)));
        }
      }
      case END, CHECKED -> {
        // nothing moves by it
      }
    }
    return rows;
  }

  private Effect.Note note(List<Effect.Row> rows, String name) {
    long stay = rows.stream().filter(row -> row.tone() == Tone.BAD).count();
    return switch (action) {
      case MAINTENANCE ->
          stay > 0
              ? new Effect.Note(
                  Tone.WARN,
                  Texts.say("hostact.maintenance.short", stay),
                  Texts.say("hostact.maintenance.short.text", name))
              : new Effect.Note(
                  Tone.INFO,
                  Texts.say("hostact.maintenance.note"),
                  Texts.say("hostact.maintenance.note.text", name));
      case END -> Effect.Note.NONE;
      case CHECKED ->
          new Effect.Note(
              Tone.WARN,
              Texts.say("hostact.checked.note"),
              Texts.say("hostact.checked.note.text", name));
      case REMOVE ->
          new Effect.Note(
              Tone.WARN,
              Texts.say("hostact.remove.note"),
              Texts.say("hostact.remove.note.text", name));
    };
  }
}
