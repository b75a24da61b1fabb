package org.leasehold.app.console.hosts;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Answers;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Fingerprint;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.engine.LetIn;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.Operation;

/// Taking a host into the cluster, step by step: where it is, the key it shows and a person's word
/// on it, what would be installed, the installation, the membership. Another name or address begins
/// anew.
public final class AddHostModel {
  private static final long KEY_SECONDS = 60;
  private static final long PLAN_SECONDS = 180;
  private static final long INSTALL_SECONDS = 600;
  private static final long ADD_SECONDS = 20 * 60;

  private final Desk desk;
  private final @Nullable HostInstaller installer;
  private final StringProperty name = new SimpleStringProperty("");
  private final StringProperty address = new SimpleStringProperty("");
  private final StringProperty port = new SimpleStringProperty("");
  private final StringProperty user = new SimpleStringProperty("leasehold");
  private final StringProperty rootUser = new SimpleStringProperty("root");
  private final BooleanProperty install = new SimpleBooleanProperty(false);
  private final BooleanProperty compared = new SimpleBooleanProperty(false);
  private final ObjectProperty<Stage> stage = new SimpleObjectProperty<>(Stage.WHERE);
  private final ObjectProperty<List<String>> steps = new SimpleObjectProperty<>(List.of());
  private final StringProperty keyType = new SimpleStringProperty("");
  private final StringProperty fingerprint = new SimpleStringProperty("");
  private final ObjectProperty<Answers.Said> said =
      new SimpleObjectProperty<>(new Answers.Said(Tone.NONE, ""));
  private final BooleanProperty busy = new SimpleBooleanProperty(false);
  private final BooleanProperty off = new SimpleBooleanProperty(true);
  private String key = "";
  private HostInstaller.@Nullable Plan plan;

  /// How far it is.
  enum Stage {
    WHERE,
    KEY,
    PLAN,
    DONE
  }

  /// @param installer null: the agent must be there already
  public AddHostModel(Desk desk, @Nullable HostInstaller installer) {
    this.desk = desk;
    this.installer = installer;
    for (var text : List.of(name, address, port, user, rootUser)) {
      text.addListener((_, _, _) -> anew());
    }
    install.addListener((_, _, _) -> anew());
    compared.addListener((_, _, _) -> judge());
    judge();
  }

  /// What was confirmed was confirmed of another address.
  private void anew() {
    if (stage.get() == Stage.DONE) return;
    drop();
    key = "";
    keyType.set("");
    fingerprint.set("");
    compared.set(false);
    steps.set(List.of());
    said.set(new Answers.Said(Tone.NONE, ""));
    stage.set(Stage.WHERE);
    judge();
  }

  private void judge() {
    var wrong = wrong();
    boolean asks =
        switch (stage.get()) {
          case WHERE -> wrong.isEmpty();
          case KEY -> compared.get();
          case PLAN -> true;
          case DONE -> false;
        };
    if (stage.get() == Stage.WHERE && !busy.get()) {
      boolean begun = !name.get().isEmpty();
      said.set(new Answers.Said(Tone.BAD, begun ? wrong : ""));
    }
    off.set(busy.get() || !asks);
  }

  private String wrong() {
    var called = name.get().strip();
    if (!called.matches("[A-Za-z0-9._-]{1,63}")) return Texts.say("addhost.wrong.name");
    var document = desk.face().latest().state().document();
    if (document != null) {
      for (var host : document.hosts().values()) {
        if (host.name().equals(called)) return Texts.say("addhost.wrong.taken", called);
      }
    }
    if (!address.get().strip().matches("[A-Za-z0-9.:_-]{0,253}")) {
      return Texts.say("addhost.wrong.address");
    }
    var number = port.get().strip();
    if (!number.matches("\\d{0,5}") || (!number.isEmpty() && Integer.parseInt(number) > 65535)) {
      return Texts.say("addhost.wrong.port");
    }
    return user.get().strip().matches("[A-Za-z0-9._-]{0,32}")
            && rootUser.get().strip().matches("[A-Za-z0-9._-]{1,32}")
        ? ""
        : Texts.say("addhost.wrong.user");
  }

  /// Goes one step on.
  public void next() {
    if (off.get()) return;
    switch (stage.get()) {
      case WHERE -> lookAtKey();
      case KEY -> {
        if (install.get() && installer != null) planInstall(installer);
        else add();
      }
      case PLAN -> carryOut();
      case DONE -> {
        // nothing is left
      }
    }
  }

  private HostAddress at(String login, List<String> keys) {
    var where = address.get().strip();
    var number = port.get().strip();
    return new HostAddress(
        where.isEmpty() ? name.get().strip() : where,
        number.isEmpty() ? 0 : Integer.parseInt(number),
        login,
        keys);
  }

  private void lookAtKey() {
    run(
        desk.face().hostKey(at("", List.of())),
        KEY_SECONDS,
        "addhost.looking",
        shown -> {
          key = shown;
          keyType.set(Fingerprint.type(shown));
          fingerprint.set(Fingerprint.of(shown));
          stage.set(Stage.KEY);
          said.set(new Answers.Said(Tone.NONE, ""));
        });
  }

  private void planInstall(HostInstaller with) {
    var host = name.get().strip();
    var at = at("", List.of(key));
    var root = rootUser.get().strip();
    run(
        LetIn.elsewhere(desk.face()).thenCompose(engines -> with.plan(host, at, root, engines)),
        PLAN_SECONDS,
        "addhost.planning",
        made -> {
          plan = made;
          steps.set(made.steps());
          stage.set(Stage.PLAN);
          said.set(
              new Answers.Said(
                  Tone.NONE, Texts.say(made.steps().isEmpty() ? "addhost.there" : "addhost.plan")));
        });
  }

  private void carryOut() {
    var made = plan;
    if (made == null) return;
    run(
        made.carryOut(),
        INSTALL_SECONDS,
        "addhost.installing",
        answer -> {
          drop();
          if (answer instanceof Answer.Done) {
            add();
            return;
          }
          said.set(Answers.of(answer, null));
          stage.set(Stage.KEY);
        });
  }

  private void add() {
    run(
        desk.face()
            .ask(
                desk.operator(),
                new Operation.AddHost(name.get().strip(), at(user.get().strip(), List.of(key)))),
        ADD_SECONDS,
        "addhost.adding",
        answer -> {
          said.set(Answers.of(answer, null));
          if (answer instanceof Answer.Done) stage.set(Stage.DONE);
        });
  }

  private <T> void run(CompletableFuture<T> future, long seconds, String doing, Consumer<T> well) {
    busy.set(true);
    said.set(new Answers.Said(Tone.INFO, Texts.say(doing, name.get().strip())));
    judge();
    var _ =
        future
            .orTimeout(seconds, TimeUnit.SECONDS)
            .whenComplete(
                (value, failure) -> desk.window().execute(() -> ended(value, failure, well)));
  }

  private <T> void ended(@Nullable T value, @Nullable Throwable failure, Consumer<T> well) {
    busy.set(false);
    if (value == null) {
      said.set(Answers.failure(failure));
      off.set(false);
      return;
    }
    try {
      well.accept(value);
    } catch (IllegalArgumentException e) {
      said.set(new Answers.Said(Tone.BAD, String.valueOf(e.getMessage())));
    }
    judge();
  }

  private void drop() {
    var made = plan;
    plan = null;
    if (made != null) made.close();
  }

  /// The dialog goes away.
  public void close() {
    drop();
  }

  /// What the button says.
  String button() {
    return switch (stage.get()) {
      case WHERE -> Texts.say("addhost.button.key");
      case KEY -> Texts.say(install.get() ? "addhost.button.plan" : "addhost.button.add");
      case PLAN -> Texts.say("addhost.button.install");
      case DONE -> "";
    };
  }

  boolean canInstall() {
    return installer != null;
  }

  StringProperty name() {
    return name;
  }

  StringProperty address() {
    return address;
  }

  StringProperty port() {
    return port;
  }

  StringProperty user() {
    return user;
  }

  StringProperty rootUser() {
    return rootUser;
  }

  /// Whether the agent is to be installed first.
  BooleanProperty install() {
    return install;
  }

  /// A person has compared the fingerprint.
  BooleanProperty compared() {
    return compared;
  }

  ReadOnlyObjectProperty<Stage> stage() {
    return stage;
  }

  /// What would be done on the host, as root.
  ReadOnlyObjectProperty<List<String>> steps() {
    return steps;
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
