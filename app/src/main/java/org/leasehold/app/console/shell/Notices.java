package org.leasehold.app.console.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.parts.KeptSwitch;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.engine.Severity;

/// Which events ask for a person, for the desktop's own notifications: of severity ERROR and above,
/// the same about the same once in 5 minutes. A quiet window tells nothing; that is kept between
/// runs by a file.
public final class Notices {
  private static final long SAME_MILLIS = 300_000;
  private static final int REMEMBERED_MAX = 1000;

  private final KeptSwitch quiet;
  private final Consumer<Notice> desktop;
  private final TreeMap<String, Long> told = new TreeMap<>();
  private long last = -1;

  /// @param title one line
  /// @param text what happened and why
  /// @param critical stays until somebody closes it
  public record Notice(String title, String text, boolean critical) {}

  /// @param quiet on while the window is to be quiet
  /// @param desktop shows them; must not wait
  public Notices(KeptSwitch quiet, Consumer<Notice> desktop) {
    this.quiet = quiet;
    this.desktop = desktop;
  }

  public boolean isQuiet() {
    return quiet.isOn();
  }

  public void quiet(boolean wanted) {
    quiet.set(wanted);
  }

  /// Another cluster: what happened before is not news.
  void begin() {
    last = -1;
    told.clear();
  }

  /// @param rows newest first; the first call tells nothing
  void show(List<EventRow> rows) {
    long newest = rows.isEmpty() ? 0 : rows.getFirst().number();
    if (last < 0) {
      last = newest;
      return;
    }
    var fresh = new ArrayList<EventRow>();
    for (var row : rows) if (row.number() > last && asks(row)) fresh.add(row);
    last = Math.max(last, newest);
    if (fresh.isEmpty() || isQuiet()) return;
    var first = fresh.getLast();
    var text = first.because();
    if (fresh.size() > 1) text += "\n" + Texts.say("notice.more", fresh.size() - 1);
    desktop.accept(
        new Notice(
            Texts.say("notice.title", first.subject() + " " + first.what()),
            text.strip(),
            fresh.stream().anyMatch(row -> row.severity() == Severity.CRITICAL)));
  }

  private boolean asks(EventRow row) {
    if (row.severity().compareTo(Severity.ERROR) < 0) return false;
    var what = row.subject() + " " + row.what();
    var before = told.get(what);
    if (before != null && row.wallMillis() - before < SAME_MILLIS) return false;
    if (told.size() >= REMEMBERED_MAX) told.clear();
    told.put(what, row.wallMillis());
    return true;
  }
}
