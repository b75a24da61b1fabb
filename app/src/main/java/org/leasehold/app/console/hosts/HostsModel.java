package org.leasehold.app.console.hosts;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.effect.EffectModel;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.Snapshot;

/// The table of hosts and the one that is chosen. A line stays the same object as long as its host
/// exists.
public final class HostsModel {
  private final Supplier<@Nullable Desk> desk;
  private final ObservableList<Line> lines = FXCollections.observableArrayList();
  private final TreeMap<HostId, Line> byHost = new TreeMap<>();
  private final ObjectProperty<@Nullable HostId> chosen = new SimpleObjectProperty<>();
  private final ObjectProperty<@Nullable HostDetails> details = new SimpleObjectProperty<>();
  private final ObjectProperty<Map<HostAction, String>> nots = new SimpleObjectProperty<>(Map.of());
  private final ObjectProperty<Draining> draining = new SimpleObjectProperty<>(new Draining(0, 0));
  private HostsReading reading = HostsReading.NONE;
  private @Nullable Snapshot snapshot;

  /// One host's line.
  public static final class Line {
    private final HostId host;
    private final ObjectProperty<HostRow> row;

    Line(HostRow first) {
      host = first.host();
      row = new SimpleObjectProperty<>(first);
    }

    HostId host() {
      return host;
    }

    ReadOnlyObjectProperty<HostRow> row() {
      return row;
    }
  }

  /// How far the chosen host's evacuation is.
  ///
  /// @param left VMs still there
  /// @param most that were there since it began to be watched
  record Draining(int left, int most) {}

  /// @param desk null while there is no cluster
  public HostsModel(Supplier<@Nullable Desk> desk) {
    this.desk = desk;
    chosen.addListener(
        (_, _, _) -> {
          draining.set(new Draining(0, 0));
          look();
        });
    look();
  }

  public void show(Snapshot now, HostsReading next) {
    snapshot = now;
    if (!next.equals(reading)) {
      reading = next;
      take();
    }
    look();
  }

  private void take() {
    var wanted = new ArrayList<Line>();
    for (var row : reading.rows()) {
      var line = byHost.computeIfAbsent(row.host(), _ -> new Line(row));
      if (!line.row.get().equals(row)) line.row.set(row);
      wanted.add(line);
    }
    byHost.keySet().retainAll(reading.details().keySet());
    if (!lines.equals(wanted)) lines.setAll(wanted);
  }

  private void look() {
    var which = chosen.get();
    var next = which == null ? null : reading.details().get(which);
    if (next == null || !next.equals(details.get())) details.set(next);
    int left = next == null ? 0 : next.leaving().size();
    var before = draining.get();
    draining.set(
        left == 0 ? new Draining(0, 0) : new Draining(left, Math.max(left, before.most())));
    var judged = new EnumMap<HostAction, String>(HostAction.class);
    var now = snapshot;
    for (var action : HostAction.values()) {
      judged.put(
          action,
          now == null || which == null
              ? Texts.say("hostact.none")
              : action.not(now.state(), which));
    }
    if (!judged.equals(nots.get())) nots.set(judged);
  }

  /// The dialog of an action for the host that is chosen.
  ///
  /// @return null without a cluster or a host
  @Nullable EffectModel effect(HostAction action) {
    var at = desk.get();
    var which = chosen.get();
    return at == null || which == null ? null : new EffectModel(at, new HostEffects(action, which));
  }

  @Nullable Desk desk() {
    return desk.get();
  }

  ObservableList<Line> lines() {
    return lines;
  }

  public ObjectProperty<@Nullable HostId> chosen() {
    return chosen;
  }

  ReadOnlyObjectProperty<@Nullable HostDetails> details() {
    return details;
  }

  ReadOnlyObjectProperty<Map<HostAction, String>> nots() {
    return nots;
  }

  ReadOnlyObjectProperty<Draining> draining() {
    return draining;
  }
}
