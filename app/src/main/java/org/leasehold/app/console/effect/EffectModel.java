package org.leasehold.app.console.effect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
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
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.Snapshot;

/// A dialog that says what will happen, asks the engine for it, and says what came of it.
///
/// The effect is read anew from every snapshot until it was asked for, so that what is confirmed is
/// what is true now.
public final class EffectModel {
  private static final long REQUEST_SECONDS = 30;
  private static final long OPERATION_SECONDS = 20 * 60;

  private final Desk desk;
  private final Effect.Reader reader;
  private final ObjectProperty<Effect> effect;
  private final ObjectProperty<Map<String, Answers.Said>> answers =
      new SimpleObjectProperty<>(Map.of());
  private final StringProperty choice = new SimpleStringProperty("");
  private final StringProperty typed = new SimpleStringProperty("");
  private final StringProperty summary = new SimpleStringProperty("");
  private final BooleanProperty off = new SimpleBooleanProperty(true);
  private final BooleanProperty asked = new SimpleBooleanProperty(false);
  private final BooleanProperty over = new SimpleBooleanProperty(false);
  private final Deque<Effect.Ask> left = new ArrayDeque<>();
  private @Nullable CompletableFuture<Answer> running;
  private int refused;

  public EffectModel(Desk desk, Effect.Reader reader) {
    this.desk = desk;
    this.reader = reader;
    effect = new SimpleObjectProperty<>(reader.of(desk.face().latest(), ""));
    choice.addListener((_, _, _) -> show(desk.face().latest()));
    typed.addListener((_, _, _) -> judge());
    judge();
  }

  /// The world moves on while the dialog is open.
  public void show(Snapshot snapshot) {
    if (asked.get()) return;
    effect.set(reader.of(snapshot, choice.get()));
    judge();
  }

  private void judge() {
    var now = effect.get();
    boolean wrong = !now.typed().isEmpty() && !now.typed().equals(typed.get().strip());
    off.set(asked.get() || wrong || !now.blocked().isEmpty() || now.asks().isEmpty());
  }

  /// One request after the other, so that each is judged with the one before it done.
  public void carryOut() {
    show(desk.face().latest());
    if (off.get()) return;
    asked.set(true);
    judge();
    left.addAll(effect.get().asks());
    next();
  }

  private void next() {
    var ask = left.poll();
    if (ask == null) {
      end();
      return;
    }
    if (!ask.key().isEmpty())
      say(ask.key(), new Answers.Said(Tone.INFO, Texts.say("effect.asking")));
    else summary.set(Texts.say("effect.asking"));
    var future = future(ask);
    running = future;
    var _ =
        future
            .copy()
            .orTimeout(
                ask.request() == null ? OPERATION_SECONDS : REQUEST_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (answer, failure) ->
                    desk.window()
                        .execute(
                            () -> {
                              heard(ask, answer, failure);
                              next();
                            }));
  }

  private CompletableFuture<Answer> future(Effect.Ask ask) {
    var request = ask.request();
    if (request != null) return desk.face().ask(desk.operator(), request);
    var operation = ask.operation();
    return operation == null
        ? CompletableFuture.failedFuture(new IllegalStateException("nothing to ask"))
        : desk.face().ask(desk.operator(), operation);
  }

  private void heard(Effect.Ask ask, @Nullable Answer answer, @Nullable Throwable failure) {
    var said = Answers.of(answer, failure);
    if (said.tone() != Tone.OK) refused++;
    if (ask.key().isEmpty()) summary.set(said.text());
    else say(ask.key(), said);
  }

  private void say(String key, Answers.Said said) {
    var next = new TreeMap<>(answers.get());
    next.put(key, said);
    answers.set(Map.copyOf(next));
  }

  private void end() {
    running = null;
    over.set(true);
    int all = effect.get().asks().size();
    boolean alone = all == 1 && effect.get().asks().getFirst().key().isEmpty();
    if (!alone) {
      summary.set(
          refused == 0 ? Texts.say("effect.done", all) : Texts.say("effect.some", refused, all));
    }
    judge();
  }

  /// What has not been asked yet is not asked any more; what is under way ends half-way and says
  /// so.
  public void cancel() {
    left.clear();
    var now = running;
    if (now != null) now.cancel(true);
  }

  public ReadOnlyObjectProperty<Effect> effect() {
    return effect;
  }

  /// By the row's key.
  public ReadOnlyObjectProperty<Map<String, Answers.Said>> answers() {
    return answers;
  }

  /// What became of all of it; empty until something did.
  public StringProperty summary() {
    return summary;
  }

  /// Whether something of it was refused, failed or is not known.
  public boolean refusedAny() {
    return refused > 0;
  }

  /// Key of the choice.
  public StringProperty choice() {
    return choice;
  }

  public StringProperty typed() {
    return typed;
  }

  /// The button is off.
  public ReadOnlyBooleanProperty off() {
    return off;
  }

  public ReadOnlyBooleanProperty asked() {
    return asked;
  }

  /// Everything was answered; only closing is left.
  public ReadOnlyBooleanProperty over() {
    return over;
  }
}
