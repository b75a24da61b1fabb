package org.leasehold.app.console.leasemap;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.volume.Finding;
import org.leasehold.core.volume.RepairPlan;
import org.leasehold.core.volume.VolumeCheck;
import org.leasehold.core.volume.VolumeHistory;
import org.leasehold.core.volume.VolumeSnapshot;

/// "Check volume": reads every byte, says what is wrong and what a repair would do. Writes nothing.
public final class CheckModel {
  private final VolumeSource source;
  private final ObjectProperty<Result> result;
  private final CompletableFuture<VolumeSnapshot> reading;

  /// @param title what was checked
  /// @param summary in one sentence
  /// @param running the volume is being read
  /// @param command that carries the plan out; empty without a plan
  public record Result(
      String title,
      boolean running,
      Tone tone,
      String summary,
      List<Row> findings,
      List<String> plan,
      String command) {
    public Result {
      findings = List.copyOf(findings);
      plan = List.copyOf(plan);
    }
  }

  /// @param place `slot 13`, or the whole volume
  public record Row(Tone tone, String place, String read, String meaning, String action) {}

  /// Begins at once.
  ///
  /// @param window runs what changes properties
  public CheckModel(VolumeSource source, Executor window) {
    this.source = source;
    result =
        new SimpleObjectProperty<>(
            new Result(
                Texts.say("check.title", source.name()),
                true,
                Tone.INFO,
                Texts.say("check.running"),
                List.of(),
                List.of(),
                ""));
    reading = source.whole();
    var _ = reading.whenComplete((volume, failure) -> window.execute(() -> ended(volume, failure)));
  }

  private void ended(@Nullable VolumeSnapshot volume, @Nullable Throwable failure) {
    if (volume == null) {
      var why = failure == null || failure.getMessage() == null ? "" : failure.getMessage();
      set(Tone.BAD, Texts.say("map.unreadable", why), List.of(), List.of(), "");
      return;
    }
    var history = volume.observedAfter(VolumeHistory.NONE, 0);
    var findings = VolumeCheck.findings(volume, history, 0).stream().map(CheckModel::row).toList();
    var plan = RepairPlan.of(volume, history, 0).stream().map(step -> step.sentence()).toList();
    var tone = findings.isEmpty() ? Tone.OK : findings.getFirst().tone();
    var summary =
        findings.isEmpty()
            ? Texts.say("check.well", volume.slots().size())
            : Texts.say("check.found", findings.size(), volume.slots().size());
    set(tone, summary, findings, plan, volume.path());
  }

  private void set(Tone tone, String summary, List<Row> findings, List<String> plan, String path) {
    result.set(
        new Result(
            Texts.say("check.title", source.name()),
            false,
            tone,
            summary,
            findings,
            plan,
            plan.isEmpty() ? "" : "leasehold volume repair " + path));
  }

  private static Row row(Finding finding) {
    var tone =
        switch (finding.severity()) {
          case INFO -> Tone.INFO;
          case WARNING -> Tone.WARN;
          case ERROR, CRITICAL -> Tone.BAD;
        };
    var place =
        finding.slot().isPresent()
            ? Texts.say("check.slot", finding.slot().getAsInt())
            : Texts.say("check.volume");
    return new Row(tone, place, first(finding.read()), finding.meaning(), finding.action());
  }

  private static String first(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /// Gives the reading up.
  public void cancel() {
    reading.cancel(true);
  }

  public ReadOnlyObjectProperty<Result> result() {
    return result;
  }
}
