package org.leasehold.app.console.confirm;

import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Snapshot;

/// "I rebooted this host": what is typed, whether it may be said, and what became of it.
public final class ConfirmModel {
  private final EngineFace face;
  private final HostId host;
  private final String operator;
  private final Times times;
  private final Executor window;
  private final ObjectProperty<ConfirmReading> reading;
  private final StringProperty typed = new SimpleStringProperty("");
  private final StringProperty answer = new SimpleStringProperty("");
  private final BooleanProperty done = new SimpleBooleanProperty(false);
  private final BooleanProperty asking = new SimpleBooleanProperty(false);
  private final BooleanProperty off = new SimpleBooleanProperty(true);

  /// @param window runs what changes properties; `Platform::runLater` in the window
  public ConfirmModel(EngineFace face, HostId host, String operator, Times times, Executor window) {
    this.face = face;
    this.host = host;
    this.operator = operator;
    this.times = times;
    this.window = window;
    reading = new SimpleObjectProperty<>(ConfirmReading.of(face.latest(), host, times));
    typed.addListener((_, _, _) -> judge());
    judge();
  }

  /// The evidence moves on while the dialog is open.
  public void show(Snapshot snapshot) {
    if (done.get()) return;
    reading.set(ConfirmReading.of(snapshot, host, times));
    judge();
  }

  /// A wrong name confirms nothing; an empty one is "for the protected VMs only", and allowed.
  private void judge() {
    var now = reading.get();
    boolean wrong = !typed.get().isEmpty() && !typed.get().equals(now.name());
    off.set(now.blocked() || wrong || asking.get() || done.get());
  }

  public void confirm() {
    if (off.get()) return;
    asking.set(true);
    judge();
    var asked = face.ask(operator, new Request.ConfirmRebooted(host, typed.get()));
    var _ = asked.whenComplete((said, failure) -> window.execute(() -> ended(said, failure)));
  }

  private void ended(@Nullable Answer said, @Nullable Throwable failure) {
    asking.set(false);
    if (said instanceof Answer.Done) {
      done.set(true);
      answer.set(Texts.say("confirm.answer.done", name()));
    } else if (said != null) {
      answer.set(Texts.say("confirm.answer.refused", said.text()));
    } else {
      var why = failure == null || failure.getMessage() == null ? "" : failure.getMessage();
      answer.set(Texts.say("confirm.answer.failed", why));
    }
    judge();
  }

  private String name() {
    return Names.of(face.latest().state(), host);
  }

  public ReadOnlyObjectProperty<ConfirmReading> reading() {
    return reading;
  }

  /// The name as typed so far.
  public StringProperty typed() {
    return typed;
  }

  /// What the engine said; empty until it was asked.
  public StringProperty answer() {
    return answer;
  }

  /// The button is off.
  public ReadOnlyBooleanProperty off() {
    return off;
  }

  /// It was confirmed; only closing is left.
  public ReadOnlyBooleanProperty done() {
    return done;
  }
}
