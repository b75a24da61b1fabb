package org.leasehold.app.console.settings;

import java.util.ArrayList;
import java.util.List;
import org.leasehold.app.console.effect.Effect;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.monitor.Operation;
import org.leasehold.core.monitor.Snapshot;

/// What removing a store would do.
record StoreEffects(LockspaceName domain) implements Effect.Reader {
  @Override
  public Effect of(Snapshot snapshot, String choice) {
    var state = snapshot.state();
    var document = state.document();
    var store = document == null ? null : document.stores().get(domain);
    var name = store == null ? domain.text() : store.name();
    var rows = new ArrayList<Effect.Row>();
    String blocked = "";
    if (document == null || store == null) {
      blocked = Texts.say("store.gone");
    } else {
      var needs = document.needs(store);
      if (needs != null) blocked = Texts.say("store.needed", needs);
      for (var host : store.places().keySet()) {
        var record = state.hosts().get(host);
        boolean answers = record != null && record.status().answers();
        var who = Names.of(state, host);
        rows.add(
            new Effect.Row(
                host.toString(),
                answers ? Tone.INFO : Tone.BAD,
                who,
                Texts.say(answers ? "store.leaves" : "store.silent", name)));
        if (!answers && blocked.isEmpty()) blocked = Texts.say("store.silent.all", who, name);
      }
    }
    return new Effect(
        Texts.say("store.remove.title", name),
        "",
        List.of(),
        rows,
        new Effect.Note(
            Tone.WARN, Texts.say("store.remove.note"), Texts.say("store.remove.note.text")),
        Texts.say("store.remove"),
        true,
        blocked.isEmpty() ? name : "",
        blocked,
        List.of(Effect.Ask.of("", new Operation.RemoveStore(domain))));
  }
}
