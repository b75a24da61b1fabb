package org.leasehold.app.console.leasemap;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Failures;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.volume.EditOutcome;
import org.leasehold.core.volume.Finding;
import org.leasehold.core.volume.RepairPlan;
import org.leasehold.core.volume.RepairStep;
import org.leasehold.core.volume.VolumeCheck;
import org.leasehold.core.volume.VolumeHistory;
import org.leasehold.core.volume.VolumeSnapshot;

/// "Check volume": reads every byte, says what is wrong and what a repair would do. Where the plan
/// can be carried out from here it is, after a person has said so; then the volume is read again.
public final class CheckModel {
  private final VolumeSource source;
  private final ObjectProperty<Result> result;
  private final ReadOnlyObjectWrapper<Repair> repair = new ReadOnlyObjectWrapper<>(Repair.NONE);
  private final Executor window;
  private CompletableFuture<VolumeSnapshot> reading = new CompletableFuture<>();
  private List<RepairStep> steps = List.of();
  private VolumeHistory history = VolumeHistory.NONE;

  /// How far a repair is.
  ///
  /// @param text what is asked, or what became of it
  /// @param refused steps that were left, with the reason
  public record Repair(Stage stage, Tone tone, String text, List<String> refused) {
    static final Repair NONE = new Repair(Stage.NONE, Tone.NONE, "", List.of());

    public Repair {
      refused = List.copyOf(refused);
    }
  }

  /// What can be done next.
  public enum Stage {
    /// There is nothing to repair, or not from here.
    NONE,
    /// The plan is shown; it can be asked for.
    PLANNED,
    /// A person is to confirm it.
    ASKED,
    RUNNING,
    /// It ended, well or not.
    ENDED
  }

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
    this.window = window;
    result = new SimpleObjectProperty<>(reading(source));
    read();
  }

  private static Result reading(VolumeSource source) {
    return new Result(
        Texts.say("check.title", source.name()),
        true,
        Tone.INFO,
        Texts.say("check.running"),
        List.of(),
        List.of(),
        "");
  }

  private void read() {
    result.set(reading(source));
    reading = source.whole();
    var _ = reading.whenComplete((volume, failure) -> window.execute(() -> ended(volume, failure)));
  }

  private void ended(@Nullable VolumeSnapshot volume, @Nullable Throwable failure) {
    if (volume == null) {
      var why = failure == null || failure.getMessage() == null ? "" : failure.getMessage();
      set(Tone.BAD, Texts.say("map.unreadable", why), List.of(), List.of(), "");
      return;
    }
    history = volume.observedAfter(VolumeHistory.NONE, 0);
    var findings = VolumeCheck.findings(volume, history, 0).stream().map(CheckModel::row).toList();
    steps = RepairPlan.of(volume, history, 0);
    var plan = steps.stream().map(RepairStep::sentence).toList();
    var tone = findings.isEmpty() ? Tone.OK : findings.getFirst().tone();
    var summary =
        findings.isEmpty()
            ? Texts.say("check.well", volume.slots().size())
            : Texts.say("check.found", findings.size(), volume.slots().size());
    set(tone, summary, findings, plan, volume.path());
    boolean can = source.repairer() != null && changes() > 0;
    if (can && repair.get().stage() != Stage.ENDED) {
      repair.set(new Repair(Stage.PLANNED, Tone.NONE, "", List.of()));
    }
  }

  private long changes() {
    return steps.stream().filter(RepairStep::changes).count();
  }

  /// The plan is to be carried out: says what that means, and asks.
  void askRepair() {
    if (repair.get().stage() != Stage.PLANNED) return;
    repair.set(
        new Repair(
            Stage.ASKED,
            Tone.WARN,
            Texts.say("check.repair.ask", changes(), source.name()),
            List.of()));
  }

  /// Not yet.
  void doNotRepair() {
    if (repair.get().stage() != Stage.ASKED) return;
    repair.set(new Repair(Stage.PLANNED, Tone.NONE, "", List.of()));
  }

  /// A person has confirmed the plan that is shown.
  void carryOut() {
    var by = source.repairer();
    if (by == null || repair.get().stage() != Stage.ASKED) return;
    repair.set(new Repair(Stage.RUNNING, Tone.INFO, Texts.say("check.repair.running"), List.of()));
    var _ =
        by.repair(steps, history, 0)
            .whenComplete((outcome, failure) -> window.execute(() -> repaired(outcome, failure)));
  }

  private void repaired(@Nullable EditOutcome outcome, @Nullable Throwable failure) {
    repair.set(
        switch (outcome) {
          case null ->
              new Repair(
                  Stage.ENDED,
                  Tone.BAD,
                  Texts.say("check.repair.failed", Failures.sentence(failure)),
                  List.of());
          case EditOutcome.Done done ->
              new Repair(Stage.ENDED, Tone.OK, first(done.what()), List.of());
          case EditOutcome.Partly partly ->
              new Repair(Stage.ENDED, Tone.WARN, first(partly.what()), partly.refused());
          case EditOutcome.Refused refused ->
              new Repair(
                  Stage.ENDED,
                  Tone.BAD,
                  Texts.say("check.repair.refused", refused.sentence()),
                  List.of());
        });
    read();
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

  public ReadOnlyObjectProperty<Repair> repair() {
    return repair.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<Result> result() {
    return result;
  }
}
