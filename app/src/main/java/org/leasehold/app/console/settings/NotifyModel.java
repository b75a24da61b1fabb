package org.leasehold.app.console.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.engine.notify.NotifyTrial;

/// Whether notices arrive: one through every channel, and what each said.
public final class NotifyModel {
  private final Path file;
  private final Trial trial;
  private final Executor work;
  private final Executor window;
  private final ObjectProperty<List<Line>> lines = new SimpleObjectProperty<>(List.of());
  private final BooleanProperty busy = new SimpleBooleanProperty(false);

  record Line(Tone tone, String text) {}

  /// Sends the test; takes at most half a minute for each channel.
  public interface Trial {
    List<NotifyTrial.Outcome> of(Path file) throws InterruptedException;
  }

  /// @param file `notify.json` of the engine that runs as this user
  public NotifyModel(Path file, Trial trial, Executor work, Executor window) {
    this.file = file;
    this.trial = trial;
    this.work = work;
    this.window = window;
  }

  public void test() {
    if (busy.get()) return;
    busy.set(true);
    lines.set(List.of(new Line(Tone.INFO, Texts.say("notify.sending"))));
    work.execute(
        () -> {
          var heard = heard();
          window.execute(
              () -> {
                busy.set(false);
                lines.set(heard);
              });
        });
  }

  private List<Line> heard() {
    try {
      var outcomes = trial.of(file);
      if (outcomes.isEmpty()) return List.of(new Line(Tone.WARN, Texts.say("notify.none")));
      return outcomes.stream().map(NotifyModel::line).toList();
    } catch (IllegalArgumentException e) {
      return List.of(new Line(Tone.BAD, String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      return List.of(new Line(Tone.WARN, Texts.say("effect.cancelled")));
    }
  }

  private static Line line(NotifyTrial.Outcome one) {
    var failure = one.failure();
    return failure == null
        ? new Line(Tone.OK, Texts.say("notify.delivered", one.channel()))
        : new Line(Tone.BAD, Texts.say("notify.failed", one.channel(), failure));
  }

  String file() {
    return file.toString();
  }

  ReadOnlyObjectProperty<List<Line>> lines() {
    return lines;
  }

  ReadOnlyBooleanProperty busy() {
    return busy;
  }
}
