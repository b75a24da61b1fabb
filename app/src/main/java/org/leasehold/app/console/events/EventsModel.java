package org.leasehold.app.console.events;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.text.Failures;
import org.leasehold.app.console.text.TextFile;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Severity;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Snapshot;

/// The events: the newest of the journal, and those that come. While it follows, new ones come on
/// top; while it does not, they wait and are counted, so that nothing moves under a reader.
public final class EventsModel {
  static final int KEPT_MAX = 10_000;
  private static final int PAGE = 4_000;
  private static final long LOAD_SECONDS = 20;
  private static final long WRITE_SECONDS = 60;

  private final Times times;
  private final Executor window;
  private final Executor work;
  private final TreeMap<Long, EventRow> known = new TreeMap<>();
  private final ObservableList<EventRow> rows = FXCollections.observableArrayList();
  private final ObservableList<EventRow> shown = FXCollections.unmodifiableObservableList(rows);
  private final ObjectProperty<Severity> least = new SimpleObjectProperty<>(Severity.INFO);
  private final StringProperty kind = new SimpleStringProperty("");
  private final StringProperty words = new SimpleStringProperty("");
  private final BooleanProperty follow = new SimpleBooleanProperty(true);
  private final ReadOnlyIntegerWrapper waiting = new ReadOnlyIntegerWrapper();
  private final ReadOnlyStringWrapper said = new ReadOnlyStringWrapper("");
  private EventFilter filter = EventFilter.ALL;
  private @Nullable EngineFace face;
  private @Nullable EngineState state;

  /// The newest that is on the list, or would be if it fitted.
  private long shownTo;

  private boolean loaded;

  /// @param window runs what changes the window
  /// @param work runs what touches files
  public EventsModel(Times times, Executor window, Executor work) {
    this.times = times;
    this.window = window;
    this.work = work;
    least.addListener((_, _, _) -> refilter());
    kind.addListener((_, _, _) -> refilter());
    words.addListener((_, _, _) -> refilter());
    follow.addListener((_, _, now) -> followed(now));
  }

  /// @param of the cluster that is shown from now on
  public void begin(EngineFace of) {
    face = of;
    known.clear();
    rows.clear();
    shownTo = 0;
    loaded = false;
    waiting.set(0);
    said.set("");
  }

  /// @param recent the newest events as rows, newest first
  /// @param seen the screen is open: only then older ones are asked for
  public void show(Snapshot snapshot, List<EventRow> recent, boolean seen) {
    state = snapshot.state();
    if (!recent.isEmpty() && !known.isEmpty()) {
      // what came while nobody listened is asked for
      boolean gap = recent.getLast().number() > known.lastKey() + 1;
      if (gap && loaded) load(known.lastKey(), recent.getFirst().number());
    }
    take(recent);
    if (seen && !loaded && !recent.isEmpty()) {
      loaded = true;
      long newest = recent.getFirst().number();
      load(Math.max(0, newest - KEPT_MAX), newest);
    }
  }

  private void load(long after, long newest) {
    var of = face;
    var now = state;
    if (of == null || now == null || after >= newest) return;
    var _ =
        of.events(after, PAGE)
            .orTimeout(LOAD_SECONDS, TimeUnit.SECONDS)
            .thenApply(lines -> read(lines, now))
            .whenComplete(
                (page, failure) -> window.execute(() -> loaded(of, page, failure, newest)));
  }

  /// Away from the window's thread: thousands of them.
  private List<EventRow> read(List<EventLine> lines, EngineState now) {
    var page = new ArrayList<EventRow>();
    for (var line : lines) page.add(EventRow.of(line, now, times));
    return page;
  }

  private void loaded(
      EngineFace of, @Nullable List<EventRow> page, @Nullable Throwable failure, long newest) {
    if (!of.equals(face)) return;
    if (page == null) {
      said.set(Texts.say("events.unreadable", Failures.sentence(failure)));
      return;
    }
    take(page);
    if (page.size() == PAGE) load(page.getLast().number(), newest);
  }

  private void take(List<EventRow> more) {
    boolean older = false;
    var fresh = new ArrayList<EventRow>();
    long newest = known.isEmpty() ? 0 : known.lastKey();
    for (var row : more) {
      var before = known.put(row.number(), row);
      if (row.number() > newest) fresh.add(row);
      else if (!row.equals(before)) older = true;
    }
    while (known.size() > KEPT_MAX) known.pollFirstEntry();
    if (older || shownTo == 0) {
      refilter();
    } else if (!fresh.isEmpty()) {
      bring();
    }
  }

  /// Puts on the list what is newer than what it shows, or counts it.
  private void bring() {
    var news = new ArrayList<EventRow>();
    for (var row : known.tailMap(shownTo, false).descendingMap().values()) {
      if (filter.fits(row)) news.add(row);
    }
    if (!follow.get()) {
      waiting.set(news.size());
      return;
    }
    if (!known.isEmpty()) shownTo = known.lastKey();
    waiting.set(0);
    if (news.isEmpty()) return;
    rows.addAll(0, news);
    if (rows.size() > KEPT_MAX) rows.remove(KEPT_MAX, rows.size());
  }

  private void followed(boolean now) {
    if (now) bring();
  }

  /// Shows what waits, and goes on waiting.
  public void release() {
    boolean before = follow.get();
    follow.set(true);
    follow.set(before);
  }

  private void refilter() {
    filter = new EventFilter(least.get(), kind.get(), words.get());
    if (shownTo == 0 || follow.get()) shownTo = known.isEmpty() ? 0 : known.lastKey();
    var fit = new ArrayList<EventRow>();
    for (var row : known.headMap(shownTo, true).descendingMap().values()) {
      if (filter.fits(row)) fit.add(row);
    }
    if (!fit.equals(rows)) rows.setAll(fit);
    bring();
  }

  /// Writes what the list shows.
  public void writeCsv(Path file) {
    var written = List.copyOf(rows);
    var _ =
        TextFile.write(file, () -> EventCsv.of(written, times.zone()), work)
            .orTimeout(WRITE_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (text, failure) ->
                    window.execute(
                        () -> said.set(failure == null ? text : Failures.sentence(failure))));
  }

  /// Newest first; what the filter lets through.
  public ObservableList<EventRow> rows() {
    return shown;
  }

  /// How many are known, whatever the filter.
  public int knownCount() {
    return known.size();
  }

  public ObjectProperty<Severity> least() {
    return least;
  }

  /// `host`, `vm`, `store`, `engine`, or empty for all.
  public StringProperty kind() {
    return kind;
  }

  public StringProperty words() {
    return words;
  }

  public BooleanProperty follow() {
    return follow;
  }

  /// How many new ones wait because it does not follow.
  public ReadOnlyIntegerProperty waiting() {
    return waiting.getReadOnlyProperty();
  }

  /// What became of the last thing asked, in one sentence; may be empty.
  public ReadOnlyStringProperty said() {
    return said.getReadOnlyProperty();
  }
}
