package org.leasehold.app.console.shell;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Answers;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.monitor.Snapshot;
import org.leasehold.core.monitor.Work;

/// What is under way, and the cancelling of it. What the engine said to that stands for a while,
/// also when the work is over by then.
final class WorkModel {
  private static final long SAID_MILLIS = 20_000;
  private static final long ANSWER_SECONDS = 30;
  private static final Answers.Said NOTHING = new Answers.Said(Tone.NONE, "");

  private final Supplier<@Nullable Desk> desk;
  private final ReadOnlyObjectWrapper<List<Work>> running = new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyObjectWrapper<Answers.Said> said = new ReadOnlyObjectWrapper<>(NOTHING);
  private long nowMillis;
  private long saidMillis;

  /// @param desk of the cluster that is shown; null without one
  WorkModel(Supplier<@Nullable Desk> desk) {
    this.desk = desk;
  }

  void show(Snapshot now) {
    nowMillis = now.wallMillis();
    running.set(now.work());
    if (nowMillis - saidMillis > SAID_MILLIS) said.set(NOTHING);
  }

  void cancel(Work one) {
    var by = desk.get();
    if (by == null) return;
    say(new Answers.Said(Tone.INFO, Texts.say("work.asking", one.title())));
    var _ =
        by.face()
            .cancel(by.operator(), one.id())
            .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (answer, failure) -> by.window().execute(() -> say(Answers.of(answer, failure))));
  }

  private void say(Answers.Said next) {
    saidMillis = nowMillis;
    said.set(next);
  }

  ReadOnlyObjectProperty<List<Work>> running() {
    return running.getReadOnlyProperty();
  }

  /// The engine's word on the last cancelling.
  ReadOnlyObjectProperty<Answers.Said> said() {
    return said.getReadOnlyProperty();
  }
}
