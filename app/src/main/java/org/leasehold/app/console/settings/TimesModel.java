package org.leasehold.app.console.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.effect.Effect;
import org.leasehold.app.console.effect.EffectModel;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.SettingsCheck;
import org.leasehold.core.monitor.Snapshot;

/// The settings as they are being edited: checked together as they are typed, with the seconds that
/// would result.
public final class TimesModel {
  private final Supplier<@Nullable Desk> desk;
  private final List<SettingsTree.Field> fields = SettingsTree.fields();
  private final TreeMap<String, StringProperty> texts = new TreeMap<>();
  private final ObjectProperty<List<String>> wrong = new SimpleObjectProperty<>(List.of());
  private final ObjectProperty<List<String>> resulting = new SimpleObjectProperty<>(List.of());
  private final BooleanProperty changed = new SimpleBooleanProperty(false);
  private final BooleanProperty off = new SimpleBooleanProperty(true);
  private SortedMap<String, String> kept = SettingsTree.texts(Settings.DEFAULT);
  private @Nullable Snapshot snapshot;
  private boolean filling;

  /// @param desk null while there is no cluster
  public TimesModel(Supplier<@Nullable Desk> desk) {
    this.desk = desk;
    for (var field : fields) {
      var text = new SimpleStringProperty(kept.get(field.name()));
      text.addListener((_, _, _) -> judge());
      texts.put(field.name(), text);
    }
  }

  /// What the cluster has. What is being edited stays as it was typed.
  public void show(Snapshot now, Settings settings) {
    snapshot = now;
    var next = SettingsTree.texts(settings);
    boolean edited = changed.get();
    boolean moved = !next.equals(kept);
    kept = next;
    if (moved && !edited) undo();
    else judge();
  }

  /// Back to what the cluster has.
  public void undo() {
    filling = true;
    kept.forEach((name, text) -> text(name).set(text));
    filling = false;
    judge();
  }

  private void judge() {
    if (filling) return;
    var typed = typed();
    changed.set(!typed.equals(kept));
    var sentences = new ArrayList<String>();
    for (var field : fields) {
      var text = typed.getOrDefault(field.name(), "");
      if (!SettingsTree.isReadable(field, text)) {
        sentences.add(Texts.say("times.unreadable", field.name(), text));
      }
    }
    if (sentences.isEmpty()) {
      var settings = SettingsTree.settings(typed);
      sentences.addAll(SettingsCheck.findings(settings, document().stores().values()));
      resulting.set(resulting(settings));
    }
    wrong.set(List.copyOf(sentences));
    off.set(!changed.get() || !sentences.isEmpty());
  }

  private SortedMap<String, String> typed() {
    var typed = new TreeMap<String, String>();
    texts.forEach((name, text) -> typed.put(name, text.get().strip()));
    return typed;
  }

  private ClusterDocument document() {
    var now = snapshot;
    var document = now == null ? null : now.state().document();
    return document == null ? ClusterDocument.EMPTY : document;
  }

  /// The arithmetic, host by host and store by store.
  private List<String> resulting(Settings settings) {
    var lines = new ArrayList<String>();
    var now = snapshot;
    if (now == null) return lines;
    var detection = settings.detection();
    for (var host : now.state().hosts().values()) {
      int vms = host.vms().size();
      long millis = detection.graceBase().toMillis() + detection.gracePerVm().toMillis() * vms;
      lines.add(
          Texts.say(
              "times.grace",
              Names.of(now.state(), host.id()),
              detection.graceBase().toMillis() / 1000.0,
              detection.gracePerVm().toMillis() / 1000.0,
              vms,
              millis / 1000.0));
    }
    for (var store : document().stores().values()) {
      var io = store.ioTimeout();
      lines.add(Texts.say("times.dead", store.name(), io.seconds(), io.hostDeadSeconds()));
    }
    var restart = settings.restart();
    lines.add(
        Texts.say(
            "times.tries",
            restart.retryShortCount(),
            restart.retryShort().toSeconds(),
            restart.retryShort().toSeconds() * restart.retryShortCount(),
            restart.retryLong().toSeconds()));
    var watching = settings.watching();
    lines.add(
        Texts.say(
            "times.watcher",
            watching.claimEnds().toSeconds(),
            watching.watcherDelay().toSeconds(),
            watching.claimEnds().plus(watching.watcherDelay()).toSeconds()));
    return lines;
  }

  /// The dialog that shows what differs and asks.
  ///
  /// @return null without a cluster, or while something is wrong
  @Nullable EffectModel save() {
    var at = desk.get();
    if (at == null || off.get()) return null;
    var next = typed();
    var was = kept;
    var rows = new ArrayList<Effect.Row>();
    for (var field : fields) {
      var before = was.getOrDefault(field.name(), "");
      var after = next.getOrDefault(field.name(), "");
      if (before.equals(after)) continue;
      rows.add(
          new Effect.Row(
              field.name(), Tone.INFO, field.name(), Texts.say("times.becomes", before, after)));
    }
    var settings = SettingsTree.settings(next);
    return new EffectModel(
        at,
        (now, _) -> {
          var known = now.state().document();
          var stores = known == null ? ClusterDocument.EMPTY : known;
          var not = SettingsCheck.findings(settings, stores.stores().values());
          return new Effect(
              Texts.say("times.save.title"),
              "",
              List.of(),
              rows,
              new Effect.Note(
                  Tone.INFO, Texts.say("times.save.note"), Texts.say("times.save.note.text")),
              Texts.say("times.save"),
              false,
              "",
              String.join("; ", not),
              List.of(Effect.Ask.of("", new Request.SetSettings(settings))));
        });
  }

  List<SettingsTree.Field> fields() {
    return fields;
  }

  /// As it is typed: times in seconds.
  StringProperty text(String name) {
    var text = texts.get(name);
    if (text == null) throw new IllegalArgumentException("no setting " + name);
    return text;
  }

  /// Why it cannot be saved: one sentence each.
  ReadOnlyObjectProperty<List<String>> wrong() {
    return wrong;
  }

  /// What would result, in seconds.
  ReadOnlyObjectProperty<List<String>> resulting() {
    return resulting;
  }

  ReadOnlyBooleanProperty changed() {
    return changed;
  }

  /// Nothing differs, or something is wrong.
  ReadOnlyBooleanProperty off() {
    return off;
  }
}
