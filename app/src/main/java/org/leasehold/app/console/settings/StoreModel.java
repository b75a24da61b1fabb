package org.leasehold.app.console.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.leasehold.app.console.effect.Answers;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.LinkView;
import org.leasehold.core.monitor.Operation;

/// A new store, or one that exists: what is typed, checked at once, and what became of it.
public final class StoreModel {
  private static final long ASK_SECONDS = 20 * 60;

  private final Desk desk;
  private final List<Item> hosts;
  private final BooleanProperty creates = new SimpleBooleanProperty(true);
  private final StringProperty name = new SimpleStringProperty("");
  private final StringProperty path = new SimpleStringProperty("");
  private final StringProperty ioTimeout = new SimpleStringProperty("10");
  private final StringProperty sector = new SimpleStringProperty("512");
  private final StringProperty slot = new SimpleStringProperty("1");
  private final StringProperty host = new SimpleStringProperty("");
  private final StringProperty times = new SimpleStringProperty("");
  private final ObjectProperty<Answers.Said> said =
      new SimpleObjectProperty<>(new Answers.Said(Tone.NONE, ""));
  private final BooleanProperty busy = new SimpleBooleanProperty(false);
  private final BooleanProperty done = new SimpleBooleanProperty(false);
  private final BooleanProperty off = new SimpleBooleanProperty(true);

  /// A host whose agent can be asked; before there is a store, no host is up.
  record Item(String key, String text) {}

  public StoreModel(Desk desk) {
    this.desk = desk;
    var now = desk.face().latest();
    var found = new ArrayList<Item>();
    var document = now.state().document();
    if (document != null) {
      for (var entry : document.hosts().values()) {
        var link = now.links().get(entry.id());
        if (link != null && link.standing() == LinkView.Standing.UP) {
          found.add(new Item(entry.id().toString(), entry.name()));
        }
      }
    }
    hosts = List.copyOf(found);
    if (!hosts.isEmpty()) host.set(hosts.getFirst().key());
    for (var text : List.of(name, path, ioTimeout, sector, slot, host)) {
      text.addListener((_, _, _) -> judge());
    }
    creates.addListener((_, _, _) -> judge());
    judge();
  }

  private void judge() {
    if (busy.get() || done.get()) {
      off.set(true);
      return;
    }
    var wrong = wrong();
    boolean begun = !name.get().isEmpty() || !path.get().isEmpty();
    said.set(new Answers.Said(Tone.BAD, begun ? wrong : ""));
    off.set(!wrong.isEmpty());
    times.set(isTimeout() ? SettingsReading.times(Integer.parseInt(ioTimeout.get().strip())) : "");
  }

  private boolean isTimeout() {
    var text = ioTimeout.get().strip();
    return text.matches("\\d{1,3}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 255;
  }

  private String wrong() {
    if (hosts.isEmpty()) return Texts.say("store.wrong.host");
    if (!name.get().strip().matches("[A-Za-z0-9._-]{1,63}")) return Texts.say("store.wrong.name");
    var document = desk.face().latest().state().document();
    if (document != null) {
      for (var store : document.stores().values()) {
        if (store.name().equals(name.get().strip())) {
          return Texts.say("store.wrong.taken", store.name());
        }
      }
    }
    if (!path.get().strip().matches("/\\S{1,254}")) return Texts.say("store.wrong.path");
    return isTimeout() ? "" : Texts.say("store.wrong.timeout");
  }

  public void ask() {
    judge();
    if (off.get()) return;
    var on = new HostId(Integer.parseInt(host.get()));
    var io = new IoTimeout(Integer.parseInt(ioTimeout.get().strip()));
    Operation operation =
        creates.get()
            ? new Operation.CreateStore(
                on,
                new LockspaceName(UUID.randomUUID().toString()),
                name.get().strip(),
                path.get().strip(),
                Integer.parseInt(sector.get()),
                Integer.parseInt(slot.get()),
                io)
            : new Operation.AddStore(on, name.get().strip(), path.get().strip(), io);
    busy.set(true);
    off.set(true);
    said.set(new Answers.Said(Tone.INFO, Texts.say("store.asking")));
    var _ =
        desk.face()
            .ask(desk.operator(), operation)
            .orTimeout(ASK_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (answer, failure) ->
                    desk.window()
                        .execute(
                            () -> {
                              busy.set(false);
                              done.set(answer instanceof Answer.Done);
                              off.set(done.get());
                              said.set(Answers.of(answer, failure));
                            }));
  }

  List<Item> hosts() {
    return hosts;
  }

  /// A new volume is made; else an existing one is taken.
  BooleanProperty creates() {
    return creates;
  }

  StringProperty name() {
    return name;
  }

  StringProperty path() {
    return path;
  }

  /// N in seconds, 1..255.
  StringProperty ioTimeout() {
    return ioTimeout;
  }

  /// 512 or 4096.
  StringProperty sector() {
    return sector;
  }

  /// 1, 2, 4 or 8 MiB.
  StringProperty slot() {
    return slot;
  }

  /// Key of the host that makes or reads it first.
  StringProperty host() {
    return host;
  }

  /// What follows from N.
  ReadOnlyStringProperty times() {
    return times;
  }

  ReadOnlyObjectProperty<Answers.Said> said() {
    return said;
  }

  ReadOnlyBooleanProperty busy() {
    return busy;
  }

  ReadOnlyBooleanProperty done() {
    return done;
  }

  ReadOnlyBooleanProperty off() {
    return off;
  }
}
