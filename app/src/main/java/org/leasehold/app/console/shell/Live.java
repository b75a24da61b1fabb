package org.leasehold.app.console.shell;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.hosts.HostsReading;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.live.LeaseHistory;
import org.leasehold.app.console.live.RenewalHistory;
import org.leasehold.app.console.overview.OverviewReading;
import org.leasehold.app.console.settings.SettingsReading;
import org.leasehold.app.console.text.Times;
import org.leasehold.app.console.vms.VmsReading;
import org.leasehold.core.engine.Headroom;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Snapshot;

/// Turns the engine's snapshots into what the window shows, on the engine's thread, so that the
/// window's thread only compares and paints.
public final class Live {
  private static final long HEADROOM_EVERY_MILLIS = 1000;

  private final RenewalHistory renewals;
  private final LeaseHistory owners;
  private final Times times;
  private final AtomicReference<@Nullable Shown> next = new AtomicReference<>();
  private Headroom headroom = new Headroom(0, true, List.of());
  private long headroomMillis = Long.MIN_VALUE;
  private List<EventLine> linesRead = List.of();
  private List<EventRow> rows = List.of();
  private @Nullable ClusterDocument documentRead;
  private volatile Screen open = Screen.OVERVIEW;

  /// All of one moment.
  ///
  /// @param vms null unless that screen is open: it is large
  /// @param hosts null unless that screen is open
  /// @param settings null unless that screen is open
  /// @param events newest first
  public record Shown(
      Snapshot snapshot,
      LiveReading live,
      OverviewReading overview,
      @Nullable VmsReading vms,
      @Nullable HostsReading hosts,
      @Nullable SettingsReading settings,
      List<EventRow> events) {}

  public Live(RenewalHistory renewals, LeaseHistory owners, Times times) {
    this.renewals = renewals;
    this.owners = owners;
    this.times = times;
  }

  /// Which screen is to be read from now on.
  void open(Screen screen) {
    open = screen;
  }

  /// What happened before the window was there.
  public synchronized void remember(Snapshot snapshot) {
    renewals.add(snapshot);
    owners.add(snapshot);
  }

  /// @param show called on this thread, only when what was read last has been taken
  public void hear(Snapshot snapshot, Consumer<Runnable> window, Consumer<Shown> show) {
    var reading = read(snapshot);
    boolean idle = next.getAndSet(reading) == null;
    if (idle) {
      window.accept(
          () -> {
            var newest = next.getAndSet(null);
            if (newest != null) show.accept(newest);
          });
    }
  }

  /// Reads everything of one snapshot.
  public synchronized Shown read(Snapshot snapshot) {
    remember(snapshot);
    // what would not fit is a search: once a second is soon enough
    boolean due =
        headroomMillis == Long.MIN_VALUE
            || Math.abs(snapshot.wallMillis() - headroomMillis) >= HEADROOM_EVERY_MILLIS;
    if (due) {
      headroomMillis = snapshot.wallMillis();
      headroom = Headroom.of(snapshot.state());
    }
    var overview = OverviewReading.of(snapshot, renewals, headroom, times);
    int incidents = overview.incidents().size();
    return new Shown(
        snapshot,
        LiveReading.of(snapshot, incidents, headroom, times),
        overview,
        open == Screen.VMS ? VmsReading.of(snapshot) : null,
        open == Screen.HOSTS ? HostsReading.of(snapshot, renewals, times) : null,
        open == Screen.SETTINGS ? SettingsReading.of(snapshot, renewals, times) : null,
        rows(snapshot));
  }

  /// What a line says changes with the names of hosts and VMs alone.
  private List<EventRow> rows(Snapshot snapshot) {
    var lines = snapshot.recent();
    var document = snapshot.state().document();
    if (lines.equals(linesRead) && Objects.equals(document, documentRead)) return rows;
    linesRead = lines;
    documentRead = document;
    rows =
        lines.reversed().stream().map(line -> EventRow.of(line, snapshot.state(), times)).toList();
    return rows;
  }
}
