package org.leasehold.app.console.vms;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Answers;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.NewestDefinition;
import org.leasehold.core.monitor.Operation;
import org.leasehold.core.protocol.VmTopic;

/// A VM's definition, changed by hand: read from a host, checked on every host, and only what was
/// checked, letter by letter, is kept.
public final class DefinitionModel {
  private static final long CHECK_SECONDS = 180;

  private final Desk desk;
  private final VmEntry vm;
  private final StringProperty xml = new SimpleStringProperty("");
  private final ObjectProperty<List<Line>> diff = new SimpleObjectProperty<>(List.of());
  private final ObjectProperty<Answers.Said> said =
      new SimpleObjectProperty<>(new Answers.Said(Tone.NONE, ""));
  private final BooleanProperty busy = new SimpleBooleanProperty(false);
  private final BooleanProperty checkable = new SimpleBooleanProperty(false);
  private final BooleanProperty checked = new SimpleBooleanProperty(false);
  private final BooleanProperty done = new SimpleBooleanProperty(false);
  private final BooleanProperty leaving = new SimpleBooleanProperty(false);
  private VmTopic.@Nullable Definition present;

  /// A line in which the two differ.
  ///
  /// @param added it is new; else it goes
  record Line(boolean added, String text) {}

  public DefinitionModel(Desk desk, VmEntry vm) {
    this.desk = desk;
    this.vm = vm;
    xml.addListener((_, _, _) -> edited());
  }

  /// Reads the present one.
  public void load() {
    begin("definition.reading");
    var document = desk.face().latest().state().document();
    var known = document == null ? ClusterDocument.EMPTY : document;
    heed(
        NewestDefinition.of(desk.face(), known, vm),
        (its, failure) -> {
          if (its == null) {
            said.set(Answers.failure(failure));
            return;
          }
          present = its;
          xml.set(its.xml());
          boolean older = its.revision() < vm.revision();
          said.set(
              older
                  ? new Answers.Said(
                      Tone.WARN,
                      Texts.say(
                          "definition.older",
                          vm.revision(),
                          its.revision(),
                          String.join(", ", vm.disks().sources())))
                  : new Answers.Said(Tone.NONE, Texts.say("definition.read", its.revision())));
        });
  }

  /// What was checked is another text now.
  private void edited() {
    var before = present;
    checked.set(false);
    leaving.set(false);
    diff.set(List.of());
    boolean differs = before != null && !xml.get().equals(before.xml());
    checkable.set(differs && !done.get());
    if (before != null && !done.get()) {
      var key = differs ? "definition.edited" : "definition.same";
      said.set(new Answers.Said(Tone.NONE, Texts.say(key)));
    }
  }

  private void begin(String key) {
    leaving.set(false);
    busy.set(true);
    said.set(new Answers.Said(Tone.INFO, Texts.say(key)));
  }

  private <T> void heed(
      CompletableFuture<T> future,
      java.util.function.BiConsumer<@Nullable T, @Nullable Throwable> then) {
    var _ =
        future
            .orTimeout(CHECK_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (result, failure) ->
                    desk.window()
                        .execute(
                            () -> {
                              busy.set(false);
                              then.accept(result, failure);
                            }));
  }

  /// Every host looks whether it could be defined so; changes nothing.
  public void check() {
    ask(true, "definition.checking", this::planned);
  }

  private void ask(
      boolean dryRun,
      String key,
      java.util.function.BiConsumer<@Nullable Answer, @Nullable Throwable> then) {
    var base = present;
    if (base == null || busy.get()) return;
    begin(key);
    var edit = new Operation.Edit(vm.id(), xml.get(), base.revision(), dryRun);
    heed(desk.face().ask(desk.operator(), edit), then);
  }

  private void planned(@Nullable Answer answer, @Nullable Throwable failure) {
    if (!(answer instanceof Answer.Done well)) {
      said.set(Answers.of(answer, failure));
      return;
    }
    var lines = well.text().lines().filter(DefinitionModel::isChange).map(DefinitionModel::line);
    diff.set(lines.toList());
    boolean any = !diff.get().isEmpty();
    checked.set(any);
    said.set(
        new Answers.Said(
            any ? Tone.OK : Tone.NONE,
            any ? Texts.say("definition.well", diff.get().size()) : well.text()));
  }

  private static boolean isChange(String line) {
    return line.startsWith("+ ") || line.startsWith("- ");
  }

  private static Line line(String text) {
    return new Line(text.startsWith("+"), text.substring(2));
  }

  /// From its next start on it runs so.
  public void save() {
    if (!checked.get()) return;
    ask(
        false,
        "definition.saving",
        (answer, failure) -> {
          said.set(Answers.of(answer, failure));
          if (!(answer instanceof Answer.Done)) return;
          done.set(true);
          checkable.set(false);
          checked.set(false);
        });
  }

  /// Whether nothing typed is lost by closing; else it is said, and the next time it is.
  boolean mayClose() {
    var base = present;
    boolean unkept = base != null && !done.get() && !xml.get().equals(base.xml());
    if (!unkept || leaving.get()) return true;
    leaving.set(true);
    said.set(new Answers.Said(Tone.WARN, Texts.say("definition.unsaved")));
    return false;
  }

  /// It was said that closing loses what was typed.
  ReadOnlyBooleanProperty leaving() {
    return leaving;
  }

  String name() {
    return vm.name();
  }

  StringProperty xml() {
    return xml;
  }

  /// Only the lines that differ; empty before it was checked.
  ReadOnlyObjectProperty<List<Line>> diff() {
    return diff;
  }

  ReadOnlyObjectProperty<Answers.Said> said() {
    return said;
  }

  ReadOnlyBooleanProperty busy() {
    return busy;
  }

  /// Something was changed that can be checked.
  ReadOnlyBooleanProperty checkable() {
    return checkable;
  }

  /// Just this text was found well by every host in reach.
  ReadOnlyBooleanProperty checked() {
    return checked;
  }

  ReadOnlyBooleanProperty done() {
    return done;
  }
}
