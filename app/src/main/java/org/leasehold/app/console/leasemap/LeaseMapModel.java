package org.leasehold.app.console.leasemap;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.LeaseHistory;
import org.leasehold.app.console.live.RenewalHistory;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.monitor.Snapshot;
import org.leasehold.core.volume.VolumeHistory;
import org.leasehold.core.volume.VolumeSnapshot;

/// What the Lease map shows: a volume, looked at again and again, and one slot of it more closely.
public final class LeaseMapModel {
  private static final int BYTES_SHOWN = 2048;

  private final Supplier<@Nullable Snapshot> cluster;
  private final LongSupplier ownNanos;
  private final RenewalHistory renewals;
  private final LeaseHistory owners;
  private final Times times;
  private final Executor window;
  private final ObjectProperty<@Nullable MapReading> reading = new SimpleObjectProperty<>();
  private final ObjectProperty<@Nullable Inspection> inspection = new SimpleObjectProperty<>();
  private final ObjectProperty<List<SlotCell>> cells = new SimpleObjectProperty<>(List.of());
  private final IntegerProperty selected = new SimpleIntegerProperty(-1);
  private final StringProperty filter = new SimpleStringProperty("");
  private final StringProperty trouble = new SimpleStringProperty("");
  private final StringProperty bytes = new SimpleStringProperty("");
  private final BooleanProperty looking = new SimpleBooleanProperty(false);
  private @Nullable VolumeSource source;
  private VolumeHistory history = VolumeHistory.NONE;

  /// @param cluster the newest snapshot; null without a cluster
  /// @param ownNanos the console's own clock, for volumes without a cluster
  /// @param window runs what changes properties
  public LeaseMapModel(
      Supplier<@Nullable Snapshot> cluster,
      LongSupplier ownNanos,
      RenewalHistory renewals,
      LeaseHistory owners,
      Times times,
      Executor window) {
    this.cluster = cluster;
    this.ownNanos = ownNanos;
    this.renewals = renewals;
    this.owners = owners;
    this.times = times;
    this.window = window;
    selected.addListener((_, _, _) -> inspect());
    filter.addListener((_, _, _) -> filterCells());
  }

  /// Another volume; what was seen of the one before is forgotten.
  public void open(VolumeSource next) {
    source = next;
    history = VolumeHistory.NONE;
    selected.set(-1);
    reading.set(null);
    inspection.set(null);
    cells.set(List.of());
    bytes.set("");
    look();
  }

  public @Nullable VolumeSource source() {
    return source;
  }

  /// Looks once more, unless a look is still under way. Reading and judging happen where the look
  /// ends, not on the window's thread.
  public void look() {
    var at = source;
    if (at == null || looking.get()) return;
    looking.set(true);
    var before = history;
    var _ =
        at.glance()
            .thenApply(volume -> judge(at, volume, before))
            .whenComplete((looked, failure) -> window.execute(() -> seen(at, looked, failure)));
  }

  private MapReading judge(VolumeSource at, VolumeSnapshot volume, VolumeHistory before) {
    var snapshot = cluster.get();
    long now = snapshot == null ? ownNanos.getAsLong() : snapshot.state().nowNanos();
    var seen = volume.observedAfter(before, now);
    owners.add(volume, snapshot == null ? System.currentTimeMillis() : snapshot.wallMillis());
    return new MapReader(new MapLook(volume, seen, now, snapshot, renewals, owners, times))
        .read(at.name());
  }

  private void seen(VolumeSource at, @Nullable MapReading next, @Nullable Throwable failure) {
    looking.set(false);
    if (!at.equals(source)) {
      look();
      return;
    }
    if (next == null) {
      trouble.set(Texts.say("map.unreadable", sentence(failure)));
      return;
    }
    history = next.look().history();
    trouble.set(next.trouble());
    reading.set(next);
    filterCells();
    if (selected.get() < 0) selected.set(interesting(next));
    inspect();
  }

  private static String sentence(@Nullable Throwable failure) {
    var cause = failure;
    while (cause != null && cause.getCause() != null) cause = cause.getCause();
    return cause == null || cause.getMessage() == null ? "" : cause.getMessage();
  }

  /// What a person would look at first: trouble, else the first lease.
  private static int interesting(MapReading reading) {
    SlotCell best = null;
    for (var cell : reading.cells()) {
      if (rank(cell) > (best == null ? 0 : rank(best))) best = cell;
    }
    return best == null ? -1 : best.slot();
  }

  private static int rank(SlotCell cell) {
    return switch (cell.look()) {
      case THREATENED -> 4;
      case CORRUPT -> 3;
      case TAKEABLE -> 2;
      case HELD, FREE -> 1;
      case SYSTEM, UNUSED -> 0;
    };
  }

  private void filterCells() {
    var now = reading.get();
    if (now == null) return;
    var words = filter.get().strip().toLowerCase(Locale.ROOT);
    if (words.isEmpty()) {
      cells.set(now.cells());
      return;
    }
    cells.set(
        now.cells().stream()
            .filter(cell -> cell.look() != SlotCell.Look.UNUSED)
            .filter(cell -> matches(now, cell, words))
            .toList());
  }

  private static boolean matches(MapReading now, SlotCell cell, String words) {
    var text = new StringBuilder(cell.words()).append(' ').append(cell.look());
    for (var host : now.hosts()) {
      if (host.hostId() == cell.hostId()) text.append(' ').append(host.name());
    }
    var all = text.toString().toLowerCase(Locale.ROOT);
    for (var word : words.split("\\s+", -1)) if (!all.contains(word)) return false;
    return true;
  }

  private void inspect() {
    var now = reading.get();
    if (now == null || selected.get() < 0) return;
    var before = inspection.get();
    if (before == null || before.slot() != selected.get()) bytes.set("");
    inspection.set(Inspector.of(now.look(), selected.get()));
  }

  /// Selects the slot of a lease; nothing where the volume has none.
  public void select(String lease) {
    slotOf(lease).ifPresent(slot -> selected.set(slot));
  }

  /// Where the volume that is shown has a lease.
  public java.util.Optional<Integer> slotOf(String lease) {
    var now = reading.get();
    return now == null
        ? java.util.Optional.empty()
        : now.look()
            .volume()
            .index()
            .find(lease)
            .map(record -> org.leasehold.core.volume.Geometry.slotOf(record.record()));
  }

  /// Reads the first bytes of the chosen slot.
  public void readBytes() {
    var at = source;
    int slot = selected.get();
    if (at == null || slot < 0) return;
    var _ =
        at.bytes(slot, BYTES_SHOWN)
            .whenComplete(
                (read, failure) ->
                    window.execute(
                        () -> {
                          if (selected.get() != slot) return;
                          bytes.set(
                              read == null
                                  ? Texts.say("map.bytes.none", sentence(failure))
                                  : HexDump.of(read));
                        }));
  }

  public void hideBytes() {
    bytes.set("");
  }

  public ReadOnlyObjectProperty<@Nullable MapReading> reading() {
    return reading;
  }

  /// The chosen slot; null while none is.
  public ReadOnlyObjectProperty<@Nullable Inspection> inspection() {
    return inspection;
  }

  /// The slots to be shown: all, or those that fit the filter.
  public ReadOnlyObjectProperty<List<SlotCell>> cells() {
    return cells;
  }

  public IntegerProperty selected() {
    return selected;
  }

  public StringProperty filter() {
    return filter;
  }

  /// What does not work, in a sentence; empty when all does.
  public ReadOnlyStringProperty trouble() {
    return trouble;
  }

  /// The chosen slot's bytes as text; empty while they are hidden.
  public ReadOnlyStringProperty bytes() {
    return bytes;
  }
}
