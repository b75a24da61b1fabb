package org.leasehold.app.console.hosts;

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
import org.leasehold.app.console.effect.EffectModel;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.Operation;

/// The power devices of the chosen host: asks every one for its state, through every other host;
/// that switches nothing.
final class PowerModel {
  private static final long DEADLINE_SECONDS = 600;
  private static final Answers.Said NOTHING = new Answers.Said(Tone.NONE, "");

  private final Supplier<@Nullable Desk> desk;
  private final ObjectProperty<Answers.Said> said = new SimpleObjectProperty<>(NOTHING);
  private final BooleanProperty busy = new SimpleBooleanProperty(false);
  private @Nullable HostId host;

  PowerModel(Supplier<@Nullable Desk> desk) {
    this.desk = desk;
  }

  /// Another host: what was said of the one before is not of this one.
  void of(@Nullable HostId next) {
    if (Objects.equals(host, next)) return;
    host = next;
    said.set(NOTHING);
    busy.set(false);
  }

  void test() {
    var at = desk.get();
    var which = host;
    if (at == null || which == null || busy.get()) return;
    busy.set(true);
    said.set(new Answers.Said(Tone.INFO, Texts.say("power.asking")));
    var _ =
        at.face()
            .ask(at.operator(), new Operation.TestPower(which))
            .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (answer, failure) ->
                    at.window()
                        .execute(
                            () -> {
                              if (!which.equals(host)) return;
                              busy.set(false);
                              said.set(Answers.of(answer, failure));
                            }));
  }

  /// The dialog of a change of the chosen host's devices.
  ///
  /// @param device its name; empty for the host as a whole
  /// @return null without a cluster or a host
  @Nullable EffectModel effect(PowerEffects.Change change, String device) {
    var at = desk.get();
    var which = host;
    return at == null || which == null
        ? null
        : new EffectModel(at, new PowerEffects(change, which, device));
  }

  @Nullable HostId host() {
    return host;
  }

  /// What the devices answered, one line each; empty before they were asked.
  ReadOnlyObjectProperty<Answers.Said> said() {
    return said;
  }

  ReadOnlyBooleanProperty busy() {
    return busy;
  }
}
