package org.leasehold.app.console.incidents;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.Forecasts;
import org.leasehold.app.console.text.Failures;
import org.leasehold.app.console.text.TextFile;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Incident;
import org.leasehold.core.monitor.Snapshot;

/// Incidents, open and closed; which one is looked at, and what is to be written of it.
public final class IncidentsModel {
  private static final int COUNT_MAX = 1000;
  private static final long LOAD_SECONDS = 20;
  private static final long WRITE_SECONDS = 120;

  private final Times times;
  private final Forecasts forecasts;
  private final Executor window;
  private final Executor work;
  private final TreeMap<Long, Incident> known = new TreeMap<>();
  private final StringProperty filter = new SimpleStringProperty("");
  private final ObjectProperty<List<IncidentRow>> rows = new SimpleObjectProperty<>(List.of());
  private final ObjectProperty<@Nullable IncidentPage> page = new SimpleObjectProperty<>();
  private final ReadOnlyStringWrapper said = new ReadOnlyStringWrapper("");
  private @Nullable EngineFace face;
  private @Nullable Stories stories;
  private @Nullable Snapshot snapshot;
  private List<Long> open = List.of();
  private long selected;
  private boolean loaded;

  /// @param window runs what changes the window
  /// @param work runs what touches files
  public IncidentsModel(Times times, Forecasts forecasts, Executor window, Executor work) {
    this.times = times;
    this.forecasts = forecasts;
    this.window = window;
    this.work = work;
    filter.addListener((_, _, _) -> list());
  }

  /// @param of the cluster that is shown from now on
  /// @param how its stories are written; null where they cannot be
  public void begin(EngineFace of, @Nullable Stories how) {
    face = of;
    stories = how;
    known.clear();
    open = List.of();
    selected = 0;
    loaded = false;
    said.set("");
    page.set(null);
  }

  /// Takes what is open from a snapshot; what has closed is asked for.
  ///
  /// @param seen the screen is open: only then closed ones matter
  public void show(Snapshot next, boolean seen) {
    snapshot = next;
    var now = new ArrayList<Long>();
    for (var incident : next.open()) {
      known.put(incident.number(), incident);
      now.add(incident.number());
    }
    boolean closed = !now.containsAll(open);
    open = now;
    if (closed) loaded = false;
    if (!seen) return;
    if (!loaded) load();
    list();
    look();
  }

  private void load() {
    var of = face;
    if (of == null) return;
    loaded = true;
    var _ =
        of.incidents(COUNT_MAX)
            .orTimeout(LOAD_SECONDS, TimeUnit.SECONDS)
            .whenComplete((all, failure) -> window.execute(() -> loaded(of, all, failure)));
  }

  private void loaded(EngineFace of, @Nullable List<Incident> all, @Nullable Throwable failure) {
    if (!of.equals(face)) return;
    if (all == null) {
      said.set(Texts.say("incidents.unreadable", Failures.sentence(failure)));
      return;
    }
    for (var incident : all) {
      // what is open is newer in the snapshots
      if (!open.contains(incident.number())) known.put(incident.number(), incident);
    }
    list();
    look();
  }

  private @Nullable IncidentsReading reading() {
    var now = snapshot;
    return now == null ? null : new IncidentsReading(now.state(), times, now.wallMillis());
  }

  private void list() {
    var reading = reading();
    if (reading == null) return;
    var words = filter.get().strip().toLowerCase(Locale.ROOT);
    var all = new ArrayList<IncidentRow>();
    for (var incident : known.descendingMap().values()) {
      var row = reading.row(incident);
      if (row.words().toLowerCase(Locale.ROOT).contains(words)) all.add(row);
    }
    if (!all.equals(rows.get())) rows.set(List.copyOf(all));
    boolean gone = !known.containsKey(selected);
    if (gone && !all.isEmpty()) {
      selected = all.getFirst().number();
      look();
    }
  }

  private void look() {
    var reading = reading();
    var incident = known.get(selected);
    if (reading == null || incident == null) return;
    var next = reading.page(incident, forecasts.of(incident));
    if (!next.equals(page.get())) page.set(next);
  }

  /// The window is waited for by nobody: what is not known yet is shown when it is.
  public void select(long number) {
    if (number == selected) return;
    selected = number;
    said.set("");
    look();
  }

  public long selected() {
    return selected;
  }

  public boolean canTellStories() {
    return stories != null;
  }

  /// Writes the incident that is looked at as text.
  public void writeText(Path file) {
    var shown = page.get();
    if (shown != null) answer(TextFile.write(file, () -> IncidentText.of(shown), work));
  }

  /// Writes the incident that is looked at as a story.
  public void writeStory(Path folder) {
    var how = stories;
    var incident = known.get(selected);
    if (how == null || incident == null) return;
    said.set(Texts.say("incidents.writing"));
    answer(how.write(incident, folder));
  }

  private void answer(CompletableFuture<String> writing) {
    var _ =
        writing
            .orTimeout(WRITE_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (text, failure) ->
                    window.execute(
                        () -> said.set(failure == null ? text : Failures.sentence(failure))));
  }

  /// A name for its file or folder.
  public String fileName() {
    return "incident-" + selected;
  }

  public StringProperty filter() {
    return filter;
  }

  public ReadOnlyObjectProperty<List<IncidentRow>> rows() {
    return rows;
  }

  public ReadOnlyObjectProperty<@Nullable IncidentPage> page() {
    return page;
  }

  /// What became of the last thing asked, in one sentence; may be empty.
  public ReadOnlyStringProperty said() {
    return said.getReadOnlyProperty();
  }
}
