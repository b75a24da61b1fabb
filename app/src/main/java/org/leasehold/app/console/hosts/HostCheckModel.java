package org.leasehold.app.console.hosts;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Answers;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.HostTopic;

/// What a host's agent finds missing or dangerous there, with the fix.
final class HostCheckModel {
  private static final long DEADLINE_SECONDS = 40;

  private final Supplier<@Nullable Desk> desk;
  private final ObjectProperty<List<Found>> findings = new SimpleObjectProperty<>(List.of());
  private final ObjectProperty<Answers.Said> said =
      new SimpleObjectProperty<>(new Answers.Said(Tone.NONE, ""));
  private final BooleanProperty busy = new SimpleBooleanProperty(false);
  private @Nullable HostId host;

  /// @param tone bad: protection is not real
  record Found(Tone tone, String what, String fix) {}

  HostCheckModel(Supplier<@Nullable Desk> desk) {
    this.desk = desk;
  }

  /// Another host: it is asked at once, since asking changes nothing.
  ///
  /// @param answers false: it is not asked
  void of(@Nullable HostId next, boolean answers) {
    if (Objects.equals(host, next)) return;
    host = next;
    findings.set(List.of());
    said.set(new Answers.Said(Tone.NONE, ""));
    busy.set(false);
    if (next != null && answers) check();
    else if (next != null) said.set(new Answers.Said(Tone.NONE, Texts.say("hosts.check.silent")));
  }

  void check() {
    var at = desk.get();
    var which = host;
    if (at == null || which == null || busy.get()) return;
    busy.set(true);
    said.set(new Answers.Said(Tone.NONE, Texts.say("hosts.check.asking")));
    var _ =
        at.face()
            .look(which, HostTopic.CHECK, new HostTopic.Nothing())
            .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (checked, failure) -> at.window().execute(() -> heard(which, checked, failure)));
  }

  private void heard(
      HostId which, HostTopic.@Nullable Checked checked, @Nullable Throwable failure) {
    if (!which.equals(host)) return;
    busy.set(false);
    if (checked == null) {
      var why = Answers.failure(failure).text();
      said.set(new Answers.Said(Tone.WARN, Texts.say("hosts.check.failed", why)));
      return;
    }
    findings.set(
        checked.findings().stream()
            .sorted((a, b) -> Boolean.compare(b.grave(), a.grave()))
            .map(line -> new Found(line.grave() ? Tone.BAD : Tone.INFO, line.what(), line.fix()))
            .toList());
    long grave = checked.findings().stream().filter(HostTopic.CheckLine::grave).count();
    said.set(
        new Answers.Said(
            grave > 0 ? Tone.BAD : Tone.OK,
            grave > 0
                ? Texts.say("hosts.check.grave", grave)
                : Texts.say("hosts.check.well", checked.findings().size())));
  }

  ReadOnlyObjectProperty<List<Found>> findings() {
    return findings;
  }

  ReadOnlyObjectProperty<Answers.Said> said() {
    return said;
  }

  ReadOnlyBooleanProperty busy() {
    return busy;
  }
}
