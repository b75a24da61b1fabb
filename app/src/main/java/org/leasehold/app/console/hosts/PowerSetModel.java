package org.leasehold.app.console.hosts;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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
import org.leasehold.app.console.effect.Answers;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.model.FenceAgents;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.Operation;

/// One power device of a host, as a person types it; checked as it is typed, and tried by the
/// engine before it is set up. The password is in no text that is shown, and is forgotten here as
/// soon as it was handed over.
public final class PowerSetModel {
  private static final long DEADLINE_SECONDS = 600;

  private final Desk desk;
  private final HostEntry host;
  private final StringProperty name = new SimpleStringProperty("bmc");
  private final StringProperty agent = new SimpleStringProperty("fence_ipmilan");
  private final StringProperty order = new SimpleStringProperty("1");
  private final StringProperty ip = new SimpleStringProperty("");
  private final StringProperty username = new SimpleStringProperty("");
  private final StringProperty plug = new SimpleStringProperty("");
  private final StringProperty options = new SimpleStringProperty("");
  private final StringProperty password = new SimpleStringProperty("");
  private final BooleanProperty keep = new SimpleBooleanProperty(false);
  private final BooleanProperty untested = new SimpleBooleanProperty(false);
  private final ObjectProperty<Answers.Said> said =
      new SimpleObjectProperty<>(new Answers.Said(Tone.NONE, ""));
  private final BooleanProperty off = new SimpleBooleanProperty(true);
  private final BooleanProperty done = new SimpleBooleanProperty(false);
  private boolean asking;

  /// @param device name of the one that is changed; empty for a new one
  public PowerSetModel(Desk desk, HostEntry host, String device) {
    this.desk = desk;
    this.host = host;
    for (var one : host.fence().devices()) if (one.name().equals(device)) begin(one);
    for (var text : List.of(name, agent, order, ip, username, plug, options, password)) {
      text.addListener((_, _, _) -> judge());
    }
    keep.addListener((_, _, _) -> judge());
    judge();
  }

  private void begin(FenceDevice one) {
    name.set(one.name());
    agent.set(one.agent());
    order.set(Integer.toString(one.order()));
    var rest = new TreeMap<>(one.options());
    ip.set(taken(rest, "ip"));
    username.set(taken(rest, "username"));
    plug.set(taken(rest, "plug"));
    var words = rest.entrySet().stream().map(it -> it.getKey() + "=" + it.getValue()).toList();
    options.set(String.join(" ", words));
    keep.set(!one.secret().isEmpty());
  }

  private static String taken(SortedMap<String, String> options, String key) {
    var value = options.remove(key);
    return value == null ? "" : value;
  }

  private void judge() {
    if (done.get() || asking) return;
    var wrong = wrong();
    said.set(new Answers.Said(wrong.isEmpty() ? Tone.NONE : Tone.BAD, wrong));
    off.set(!wrong.isEmpty());
  }

  /// One sentence that repeats no value.
  private String wrong() {
    if (!name.get().strip().matches("[A-Za-z0-9._-]{1,40}")) return Texts.say("power.wrong.name");
    if (!order.get().strip().matches("[1-" + FenceSettings.GROUPS_MAX + "]")) {
      return Texts.say("power.wrong.order", FenceSettings.GROUPS_MAX);
    }
    for (var word : words()) {
      if (!word.matches("[^=]+=.*")) return Texts.say("power.wrong.option");
      if (FenceAgents.isSecret(word.substring(0, word.indexOf('=')))) {
        return Texts.say("power.wrong.secret");
      }
    }
    if (!FenceAgents.isLegal(password.get())) return Texts.say("power.wrong.password");
    if (keep.get() && !password.get().isEmpty()) return Texts.say("power.wrong.keep");
    var refusal = FenceAgents.refusal(agent.get(), all());
    return refusal == null ? "" : refusal;
  }

  private List<String> words() {
    var text = options.get().strip();
    return text.isEmpty() ? List.of() : List.of(text.split("\\s+", -1));
  }

  private SortedMap<String, String> all() {
    var all = new TreeMap<String, String>();
    for (var word : words()) {
      int at = word.indexOf('=');
      if (at > 0) all.put(word.substring(0, at), word.substring(at + 1));
    }
    put(all, "ip", ip);
    put(all, "username", username);
    put(all, "plug", plug);
    return all;
  }

  private static void put(SortedMap<String, String> all, String key, StringProperty value) {
    if (!value.get().strip().isEmpty()) all.put(key, value.get().strip());
  }

  public void save() {
    judge();
    if (off.get()) return;
    asking = true;
    off.set(true);
    said.set(new Answers.Said(Tone.INFO, Texts.say("power.asking")));
    int group = Integer.parseInt(order.get().strip());
    var device = new FenceDevice(name.get().strip(), group, agent.get(), all(), "");
    var ask = new Operation.SetPower(host.id(), device, password.get(), keep.get(), untested.get());
    var _ =
        desk.face()
            .ask(desk.operator(), ask)
            .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .whenComplete((answer, failure) -> desk.window().execute(() -> heard(answer, failure)));
  }

  private void heard(@Nullable Answer answer, @Nullable Throwable failure) {
    if (answer instanceof Answer.Done) {
      password.set("");
      done.set(true);
    }
    asking = false;
    off.set(done.get());
    said.set(Answers.of(answer, failure));
  }

  /// Forgets what was typed; the dialog was closed.
  public void close() {
    password.set("");
  }

  String host() {
    return host.name();
  }

  /// A device of this name has a password that can be kept.
  boolean hasPassword() {
    return host.fence().devices().stream()
        .anyMatch(it -> it.name().equals(name.get()) && !it.secret().isEmpty());
  }

  StringProperty name() {
    return name;
  }

  StringProperty agent() {
    return agent;
  }

  StringProperty order() {
    return order;
  }

  StringProperty ip() {
    return ip;
  }

  StringProperty username() {
    return username;
  }

  StringProperty plug() {
    return plug;
  }

  StringProperty options() {
    return options;
  }

  StringProperty password() {
    return password;
  }

  BooleanProperty keep() {
    return keep;
  }

  BooleanProperty untested() {
    return untested;
  }

  ReadOnlyObjectProperty<Answers.Said> said() {
    return said;
  }

  ReadOnlyBooleanProperty off() {
    return off;
  }

  ReadOnlyBooleanProperty done() {
    return done;
  }
}
