package org.leasehold.app.console.vms;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.effect.EffectModel;
import org.leasehold.app.console.live.LeaseHistory;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.Snapshot;

/// The table of VMs: which are shown in which order, which are chosen, what can be asked for them.
///
/// A line stays the same object as long as its VM exists, and only what differs is changed: so a
/// snapshot takes neither the choice nor the place that is scrolled to.
public final class VmsModel {
  private final Supplier<@Nullable Desk> desk;
  private final VmDetailsReader reader;
  private final TreeMap<VmId, Line> byVm = new TreeMap<>();
  private final ObservableList<Line> lines = FXCollections.observableArrayList();
  private final StringProperty typed = new SimpleStringProperty("");
  private final ObjectProperty<VmFilter.Kind> kind = new SimpleObjectProperty<>(VmFilter.Kind.ALL);
  private final ObjectProperty<List<VmId>> chosen = new SimpleObjectProperty<>(List.of());
  private final ObjectProperty<@Nullable VmDetails> details = new SimpleObjectProperty<>();
  private final ObjectProperty<Map<VmAction, String>> nots = new SimpleObjectProperty<>(Map.of());
  private final ObjectProperty<Counts> counts =
      new SimpleObjectProperty<>(new Counts(0, 0, 0, 0, 0));
  private List<VmRow> rows = List.of();
  private Comparator<VmRow> order = byName();
  private @Nullable Snapshot snapshot;
  private boolean anew;

  /// One VM's line, as long as it exists.
  public static final class Line {
    private final VmId vm;
    private final ObjectProperty<VmRow> row;

    Line(VmRow first) {
      vm = first.vm();
      row = new SimpleObjectProperty<>(first);
    }

    VmId vm() {
      return vm;
    }

    ReadOnlyObjectProperty<VmRow> row() {
      return row;
    }
  }

  /// @param shown those that fit the filter
  record Counts(int shown, int all, int trouble, int unprotected, int off) {}

  /// @param desk null while there is no cluster
  /// @param slots which slot holds a VM's lease; empty where that is not known
  public VmsModel(
      Supplier<@Nullable Desk> desk,
      LeaseHistory owners,
      Function<VmId, String> slots,
      Times times) {
    this.desk = desk;
    reader = new VmDetailsReader(owners, slots, times);
    typed.addListener((_, _, _) -> arrange());
    kind.addListener((_, _, _) -> arrange());
    chosen.addListener((_, _, _) -> look());
    judge();
  }

  static Comparator<VmRow> byName() {
    return Comparator.comparing(VmRow::name).thenComparing(VmRow::vm);
  }

  public void show(Snapshot now, VmsReading reading) {
    snapshot = now;
    var before = rows;
    rows = reading.rows();
    if (take(before)) arrange();
    look();
  }

  /// Both by name, so what was where is still there unless a VM came or went.
  ///
  /// @return whether anything differs
  private boolean take(List<VmRow> before) {
    boolean same = before.size() == rows.size();
    for (int i = 0; same && i < before.size(); i++) {
      same = before.get(i).vm().equals(rows.get(i).vm());
    }
    if (!same) {
      var gone = new TreeMap<>(byVm);
      for (var row : rows) gone.remove(row.vm());
      byVm.keySet().removeAll(gone.keySet());
    }
    boolean changed = !same;
    for (int i = 0; i < rows.size(); i++) {
      var row = rows.get(i);
      if (same && before.get(i).equals(row)) continue;
      changed = true;
      var line = byVm.get(row.vm());
      if (line == null) byVm.put(row.vm(), new Line(row));
      else if (!line.row.get().equals(row)) line.row.set(row);
    }
    return changed;
  }

  private void arrange() {
    var filter = VmFilter.of(typed.get(), kind.get());
    int trouble = 0;
    int gaps = 0;
    int off = 0;
    var fit = new ArrayList<VmRow>(rows.size());
    for (var row : rows) {
      if (row.trouble()) trouble++;
      if (row.gap()) gaps++;
      if (VmFilter.Kind.OFF.fits(row)) off++;
      if (filter.fits(row)) fit.add(row);
    }
    fit.sort(order);
    var next = new ArrayList<Line>(fit.size());
    for (var row : fit) {
      var line = byVm.get(row.vm());
      if (line != null) next.add(line);
    }
    counts.set(new Counts(fit.size(), rows.size(), trouble, gaps, off));
    if (lines.equals(next)) return;
    anew = true;
    lines.setAll(next);
    anew = false;
  }

  /// The tags there are, each with how many VMs have it.
  SortedMap<String, Integer> tags() {
    var all = new TreeMap<String, Integer>();
    for (var row : rows) {
      if (row.tags().isEmpty()) continue;
      for (var tag : row.tags().split(", ", -1)) all.merge(tag, 1, Integer::sum);
    }
    return all;
  }

  /// The spread groups there are, each with how many VMs are in it.
  SortedMap<String, Integer> spreadGroups() {
    var all = new TreeMap<String, Integer>();
    for (var row : rows) if (!row.apart().isEmpty()) all.merge(row.apart(), 1, Integer::sum);
    return all;
  }

  /// Another order; it stays so when the values move on.
  void order(Comparator<VmRow> next) {
    order = next;
    arrange();
  }

  /// The list is just being replaced: what the table says of its choice is not what was chosen.
  boolean isAnew() {
    return anew;
  }

  private void look() {
    var now = snapshot;
    var which = chosen.get();
    if (now == null) return;
    var one = which.size() == 1 ? reader.of(now, which.getFirst()) : null;
    if (one == null || !one.equals(details.get())) details.set(one);
    judge();
  }

  private void judge() {
    var now = snapshot;
    var next = new EnumMap<VmAction, String>(VmAction.class);
    for (var action : VmAction.values()) next.put(action, not(now, action));
    if (!next.equals(nots.get())) nots.set(next);
  }

  /// An action is on as soon as it does something to one of them; the others are told as left out.
  private String not(@Nullable Snapshot now, VmAction action) {
    var which = chosen.get();
    if (now == null || which.isEmpty()) {
      return org.leasehold.app.console.text.Texts.say("act.none");
    }
    String first = "";
    for (var vm : which) {
      var not = action.not(now.state(), vm);
      if (not.isEmpty()) return "";
      if (first.isEmpty()) first = not;
    }
    return first;
  }

  /// The dialog of an action for what is chosen now.
  ///
  /// @return null without a cluster
  @Nullable EffectModel effect(VmAction action) {
    var at = desk.get();
    return at == null ? null : new EffectModel(at, new VmEffects(action, chosen.get()));
  }

  @Nullable Desk desk() {
    return desk.get();
  }

  @Nullable Snapshot snapshot() {
    return snapshot;
  }

  ObservableList<Line> lines() {
    return lines;
  }

  /// What is typed into the filter.
  public StringProperty typed() {
    return typed;
  }

  ObjectProperty<VmFilter.Kind> kind() {
    return kind;
  }

  /// The VMs that are chosen.
  public ObjectProperty<List<VmId>> chosen() {
    return chosen;
  }

  /// Of the one that is chosen; null when none is or several are.
  ReadOnlyObjectProperty<@Nullable VmDetails> details() {
    return details;
  }

  /// Why each action is off; empty when it is on.
  ReadOnlyObjectProperty<Map<VmAction, String>> nots() {
    return nots;
  }

  ReadOnlyObjectProperty<Counts> counts() {
    return counts;
  }
}
