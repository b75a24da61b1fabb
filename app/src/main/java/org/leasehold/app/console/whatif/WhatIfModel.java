package org.leasehold.app.console.whatif;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.Forecast;
import org.leasehold.app.console.live.Forecasts;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.text.Failures;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.monitor.Snapshot;
import org.leasehold.core.sim.Plug;

/// Which plug is pulled, and what the simulator says. It has a snapshot and no face: it cannot ask
/// an engine for anything.
public final class WhatIfModel {
  /// What can be pulled.
  enum Kind {
    POWER,
    TWO_HOSTS,
    MANAGEMENT,
    STORAGE_PATH,
    STORE
  }

  /// Something that can be pulled at, by its name.
  record Target(String name, Plug plug) {}

  /// One trial: whether it is still wanted.
  private static final class Run {
    private volatile boolean wanted = true;

    boolean goesOn() {
      return wanted;
    }

    void end() {
      wanted = false;
    }
  }

  private static final long DEADLINE_SECONDS = 60;

  private final Times times;
  private final Forecasts forecasts;
  private final Executor window;
  private final Executor trials;
  private final ObjectProperty<Kind> kind = new SimpleObjectProperty<>(Kind.POWER);
  private final ObjectProperty<List<Target>> targets = new SimpleObjectProperty<>(List.of());
  private final ObjectProperty<@Nullable Target> target = new SimpleObjectProperty<>();
  private final ObjectProperty<@Nullable WhatIfReading> shown = new SimpleObjectProperty<>();
  private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper();
  private final ReadOnlyStringWrapper said = new ReadOnlyStringWrapper("");
  private @Nullable Snapshot snapshot;
  private Run run = new Run();

  /// @param window runs what changes the window
  /// @param trials runs what takes long, apart from everything else
  public WhatIfModel(Times times, Forecasts forecasts, Executor window, Executor trials) {
    this.times = times;
    this.forecasts = forecasts;
    this.window = window;
    this.trials = trials;
    kind.addListener((_, _, _) -> retarget());
  }

  /// A snapshot with other hosts or stores changes what can be pulled; nothing else.
  public void show(Snapshot next) {
    snapshot = next;
    retarget();
  }

  /// Another cluster is shown from now on.
  public void begin() {
    cancel();
    shown.set(null);
    said.set("");
  }

  private void retarget() {
    var now = snapshot;
    if (now == null) return;
    var next = targets(now, kind.get());
    if (next.equals(targets.get())) return;
    var before = target.get();
    targets.set(next);
    boolean stays = before != null && next.contains(before);
    if (!stays) target.set(next.isEmpty() ? null : next.getFirst());
  }

  private static List<Target> targets(Snapshot now, Kind kind) {
    var state = now.state();
    var document = state.document();
    var all = new ArrayList<Target>();
    if (document == null) return all;
    if (kind == Kind.STORE) {
      for (var store : document.stores().values()) {
        all.add(new Target(store.name(), new Plug.Store(store.domain())));
      }
      return all;
    }
    var up =
        document.hosts().keySet().stream()
            .filter(
                host -> {
                  var record = state.hosts().get(host);
                  return record != null && record.status().answers();
                })
            .toList();
    for (int i = 0; i < up.size(); i++) {
      var host = up.get(i);
      var name = Names.of(state, host);
      switch (kind) {
        case POWER -> all.add(new Target(name, new Plug.Power(host)));
        case MANAGEMENT -> all.add(new Target(name, new Plug.Management(host)));
        case STORAGE_PATH -> all.add(new Target(name, new Plug.StoragePath(host)));
        case TWO_HOSTS -> {
          for (var other : up.subList(i + 1, up.size())) {
            var both = Names.list(List.of(name, Names.of(state, other)));
            all.add(new Target(both, new Plug.TwoHosts(host, other)));
          }
        }
        case STORE -> {}
      }
    }
    return all;
  }

  /// Pulls it in a simulated copy of the cluster as it is now.
  public void pull() {
    var now = snapshot;
    var chosen = target.get();
    if (now == null || running.get()) return;
    if (chosen == null) {
      said.set(Texts.say("whatif.nothing"));
      return;
    }
    var mine = new Run();
    run = mine;
    running.set(true);
    said.set(Texts.say("whatif.running", PlugWords.of(chosen.plug(), now.state())));
    var _ =
        CompletableFuture.supplyAsync(
                () -> new Trial(now, chosen.plug(), mine::goesOn).run(), trials)
            .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .whenComplete((made, failure) -> window.execute(() -> ended(mine, made, failure)));
  }

  private void ended(Run mine, @Nullable Forecast made, @Nullable Throwable failure) {
    mine.end();
    if (!mine.equals(run)) return;
    running.set(false);
    if (made != null) {
      forecasts.keep(made);
      shown.set(WhatIfReading.of(made, times));
      said.set("");
    } else {
      said.set(why(failure));
    }
  }

  private static String why(@Nullable Throwable failure) {
    var cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof CancellationException) return Texts.say("whatif.cancelled");
    if (cause instanceof java.util.concurrent.TimeoutException) {
      return Texts.say("whatif.late", DEADLINE_SECONDS);
    }
    return Failures.sentence(failure);
  }

  /// Ends what runs; what was shown stays.
  public void cancel() {
    if (!running.get()) return;
    run.end();
    run = new Run();
    running.set(false);
    said.set(Texts.say("whatif.cancelled"));
  }

  ObjectProperty<Kind> kind() {
    return kind;
  }

  ReadOnlyObjectProperty<List<Target>> targets() {
    return targets;
  }

  ObjectProperty<@Nullable Target> target() {
    return target;
  }

  ReadOnlyObjectProperty<@Nullable WhatIfReading> shown() {
    return shown;
  }

  public ReadOnlyBooleanProperty running() {
    return running.getReadOnlyProperty();
  }

  /// In one sentence: what is under way, or why nothing came of it; may be empty.
  public ReadOnlyStringProperty said() {
    return said.getReadOnlyProperty();
  }
}
