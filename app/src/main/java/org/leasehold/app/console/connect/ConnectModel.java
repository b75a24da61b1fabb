package org.leasehold.app.console.connect;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Answers;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Failures;
import org.leasehold.app.console.text.Fingerprint;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.monitor.Answer;

/// "Connect to a cluster": where one of its hosts is, the key it shows and a person's word on it,
/// then the cluster. Another address begins anew; a key that was not confirmed is never logged in
/// to.
public final class ConnectModel {
  private static final long KEY_SECONDS = 60;
  private static final long CONNECT_SECONDS = 60;
  private static final Answers.Said NOTHING = new Answers.Said(Tone.NONE, "");

  private final Connector connector;
  private final Executor window;
  private final Runnable connected;
  private final StringProperty address = new SimpleStringProperty("");
  private final BooleanProperty compared = new SimpleBooleanProperty(false);
  private final StringProperty keyType = new SimpleStringProperty("");
  private final StringProperty fingerprint = new SimpleStringProperty("");
  private final SimpleObjectProperty<Answers.Said> said = new SimpleObjectProperty<>(NOTHING);
  private final BooleanProperty busy = new SimpleBooleanProperty(false);
  private final BooleanProperty off = new SimpleBooleanProperty(true);
  private String key = "";
  private int attempt;

  /// @param window runs what changes properties; `Platform::runLater` in the window
  /// @param connected what comes when the cluster is known
  public ConnectModel(Connector connector, Executor window, Runnable connected) {
    this.connector = connector;
    this.window = window;
    this.connected = connected;
    address.addListener((_, _, _) -> anew());
    compared.addListener((_, _, _) -> judge());
  }

  /// What was confirmed was confirmed of another address.
  private void anew() {
    attempt++;
    busy.set(false);
    key = "";
    keyType.set("");
    fingerprint.set("");
    compared.set(false);
    boolean wrong = !address.get().isBlank() && SshPlace.parse(address.get()).isEmpty();
    said.set(wrong ? new Answers.Said(Tone.BAD, Texts.say("connect.wrong")) : NOTHING);
    judge();
  }

  private void judge() {
    boolean ready = key.isEmpty() ? SshPlace.parse(address.get()).isPresent() : compared.get();
    off.set(busy.get() || !ready);
  }

  /// Looks at the host's key; when that is confirmed, connects.
  public void next() {
    var place = SshPlace.parse(address.get()).orElse(null);
    if (off.get() || place == null) return;
    if (key.isEmpty()) {
      run(
          connector.hostKey(place.host(), place.address(List.of())),
          KEY_SECONDS,
          Texts.say("connect.looking", place.host()),
          this::showKey);
    } else {
      run(
          connector.connect(place.host(), place.address(List.of(key))),
          CONNECT_SECONDS,
          Texts.say("connect.connecting", place.host()),
          this::answered);
    }
  }

  private void showKey(String shown) {
    try {
      fingerprint.set(Fingerprint.of(shown));
      keyType.set(Fingerprint.type(shown));
      key = shown;
      said.set(NOTHING);
    } catch (IllegalArgumentException e) {
      said.set(new Answers.Said(Tone.BAD, String.valueOf(e.getMessage())));
    }
  }

  private void answered(Answer answer) {
    said.set(Answers.of(answer, null));
    if (answer instanceof Answer.Done) connected.run();
  }

  private <T> void run(CompletableFuture<T> future, long seconds, String doing, Consumer<T> well) {
    int mine = ++attempt;
    busy.set(true);
    said.set(new Answers.Said(Tone.INFO, doing));
    judge();
    var _ =
        future
            .orTimeout(seconds, TimeUnit.SECONDS)
            .whenComplete(
                (value, failure) ->
                    window.execute(
                        () -> {
                          if (mine == attempt) ended(value, failure, well);
                        }));
  }

  private <T> void ended(@Nullable T value, @Nullable Throwable failure, Consumer<T> well) {
    busy.set(false);
    if (value == null) said.set(new Answers.Said(Tone.BAD, Failures.sentence(failure)));
    else well.accept(value);
    judge();
  }

  /// The dialog goes away; what comes later is not heard.
  public void close() {
    attempt++;
  }

  /// `[USER@]HOST[:PORT]`
  StringProperty address() {
    return address;
  }

  /// A person has compared the fingerprint.
  BooleanProperty compared() {
    return compared;
  }

  ReadOnlyStringProperty keyType() {
    return keyType;
  }

  /// Of the key that the host shows; empty before it was looked at.
  ReadOnlyStringProperty fingerprint() {
    return fingerprint;
  }

  ReadOnlyObjectProperty<Answers.Said> said() {
    return said;
  }

  ReadOnlyBooleanProperty busy() {
    return busy;
  }

  ReadOnlyBooleanProperty off() {
    return off;
  }
}
