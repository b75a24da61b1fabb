package org.leasehold.app.console.vms;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Answers;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.Operation;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.VmTopic;

/// Taking a libvirt domain over: host, domain, store, the plan with the XML diff, then the act.
/// What was planned is what is done: another choice needs another plan.
public final class AdoptModel {
  private static final long LOOK_SECONDS = 20;
  private static final long ASK_SECONDS = 180;

  private final Desk desk;
  private final List<Item> hosts;
  private final List<Item> stores;
  private final ObjectProperty<List<Item>> domains = new SimpleObjectProperty<>(List.of());
  private final ObjectProperty<@Nullable Item> host = new SimpleObjectProperty<>();
  private final ObjectProperty<@Nullable Item> domain = new SimpleObjectProperty<>();
  private final ObjectProperty<@Nullable Item> store = new SimpleObjectProperty<>();
  private final ObjectProperty<Answers.Said> said =
      new SimpleObjectProperty<>(new Answers.Said(Tone.NONE, ""));
  private final StringProperty plan = new SimpleStringProperty("");
  private final BooleanProperty busy = new SimpleBooleanProperty(false);
  private final BooleanProperty planned = new SimpleBooleanProperty(false);
  private final BooleanProperty done = new SimpleBooleanProperty(false);

  /// @param key what is asked with
  /// @param text for people
  /// @param not why it cannot be chosen; empty when it can
  public record Item(String key, String text, String not) {}

  public AdoptModel(Desk desk) {
    this.desk = desk;
    var snapshot = desk.face().latest();
    var document = snapshot.state().document();
    var found = new ArrayList<Item>();
    var kept = new ArrayList<Item>();
    if (document != null) {
      for (var entry : document.hosts().values()) {
        var record = snapshot.state().hosts().get(entry.id());
        boolean answers = record != null && record.status().answers();
        var not = answers || record == null ? "" : record.status().word();
        found.add(new Item(entry.id().toString(), entry.name(), not));
      }
      for (var entry : document.stores().values()) {
        var item = new Item(entry.domain().text(), entry.name(), "");
        kept.add(item);
        if (entry.domain().equals(document.home())) store.set(item);
      }
    }
    hosts = List.copyOf(found);
    stores = List.copyOf(kept);
    host.addListener((_, _, now) -> list(now));
    domain.addListener((_, _, _) -> forget());
    store.addListener((_, _, _) -> forget());
  }

  private void forget() {
    planned.set(false);
    plan.set("");
    said.set(new Answers.Said(Tone.NONE, ""));
  }

  private void list(@Nullable Item on) {
    domains.set(List.of());
    domain.set(null);
    forget();
    if (on == null) return;
    if (!on.not().isEmpty()) {
      said.set(new Answers.Said(Tone.BAD, Texts.say("adopt.silent", on.text(), on.not())));
      return;
    }
    busy.set(true);
    said.set(new Answers.Said(Tone.INFO, Texts.say("adopt.looking", on.text())));
    var _ =
        desk.face()
            .look(id(on), VmTopic.LIST, new HostTopic.Nothing())
            .orTimeout(LOOK_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (found, failure) -> desk.window().execute(() -> listed(on, found, failure)));
  }

  private void listed(Item on, VmTopic.@Nullable Domains found, @Nullable Throwable failure) {
    if (!on.equals(host.get())) return;
    busy.set(false);
    if (found == null) {
      said.set(Answers.failure(failure));
      return;
    }
    var document = desk.face().latest().state().document();
    var items = new ArrayList<Item>();
    for (var one : found.domains()) {
      boolean ours = one.kept() || (document != null && document.vms().containsKey(one.vm()));
      if (ours || !one.persistent()) continue;
      items.add(new Item(one.name(), Texts.say("adopt.domain", one.name(), one.state()), ""));
    }
    items.sort(Comparator.comparing(Item::text));
    domains.set(List.copyOf(items));
    said.set(
        items.isEmpty()
            ? new Answers.Said(Tone.WARN, Texts.say("adopt.nothing", on.text()))
            : new Answers.Said(Tone.NONE, ""));
  }

  private static HostId id(Item of) {
    return new HostId(Integer.parseInt(of.key()));
  }

  /// Asks what would be done; changes nothing.
  public void ask() {
    forget();
    send(
        true,
        answer -> {
          planned.set(true);
          plan.set(answer.text());
          said.set(new Answers.Said(Tone.OK, Texts.say("adopt.can")));
        });
  }

  /// Only what was planned.
  public void adopt() {
    if (!planned.get()) return;
    send(
        false,
        answer -> {
          done.set(true);
          said.set(new Answers.Said(Tone.OK, answer.text()));
        });
  }

  private void send(boolean dryRun, java.util.function.Consumer<Answer> well) {
    var on = host.get();
    var what = domain.get();
    var where = store.get();
    if (on == null || what == null || busy.get() || done.get()) return;
    busy.set(true);
    said.set(new Answers.Said(Tone.INFO, Texts.say(dryRun ? "adopt.planning" : "adopt.adopting")));
    var into = where == null ? null : new LockspaceName(where.key());
    var _ =
        desk.face()
            .ask(desk.operator(), new Operation.Adopt(id(on), what.key(), into, dryRun))
            .orTimeout(ASK_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (answer, failure) ->
                    desk.window()
                        .execute(
                            () -> {
                              busy.set(false);
                              if (answer instanceof Answer.Done) well.accept(answer);
                              else said.set(Answers.of(answer, failure));
                            }));
  }

  List<Item> hosts() {
    return hosts;
  }

  List<Item> stores() {
    return stores;
  }

  ReadOnlyObjectProperty<List<Item>> domains() {
    return domains;
  }

  ObjectProperty<@Nullable Item> host() {
    return host;
  }

  ObjectProperty<@Nullable Item> domain() {
    return domain;
  }

  ObjectProperty<@Nullable Item> store() {
    return store;
  }

  /// What would change, with the XML diff; empty until it was asked for.
  ReadOnlyStringProperty plan() {
    return plan;
  }

  ReadOnlyObjectProperty<Answers.Said> said() {
    return said;
  }

  ReadOnlyBooleanProperty busy() {
    return busy;
  }

  /// The plan stands for what is chosen now.
  ReadOnlyBooleanProperty planned() {
    return planned;
  }

  ReadOnlyBooleanProperty done() {
    return done;
  }
}
