package org.leasehold.app.console.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Request;
import org.leasehold.core.journal.JournalException;
import org.leasehold.core.journal.StoryPlayer;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Incident;
import org.leasehold.core.monitor.LinkView;
import org.leasehold.core.monitor.Snapshot;
import org.leasehold.core.volume.VolumeSnapshot;

/// A story of the past as a cluster whose time goes on again: decided once more by the engine of
/// this program. Nothing in it can be changed.
final class StoryCluster implements PlayedCluster {
  private static final int RECENT_MAX = 200;

  private final StoryPlayer player;
  private final PlayedDiary diary = new PlayedDiary();
  private StoryPlayer.@Nullable Told next;
  private EngineState state;
  private String trouble = "";
  private String version;
  private long nowNanos;

  /// When the last step was, on the clock of this playing.
  private long lastNanos;

  private long wallMillis;
  private long number;

  /// @param folder written by `leasehold journal export`
  /// @throws JournalException if it holds no story, in one sentence
  StoryCluster(Path folder) throws JournalException {
    player = new StoryPlayer(folder);
    var first = player.next();
    next = first;
    state = first == null ? EngineState.EMPTY : first.before();
    version = first == null ? "" : first.version();
    wallMillis = first == null ? 0 : first.wallMillis();
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  /// What is between the stretches of a story is passed over.
  @Override
  public void runTo(long nanos) {
    nowNanos = nanos;
    for (var told = next; told != null; told = next) {
      long pause = told.begins() ? 0 : told.step().next().nowNanos() - state.nowNanos();
      long at = lastNanos + Math.max(0, pause);
      if (at > nowNanos) return;
      lastNanos = at;
      diary.take(told.before(), told.event(), told.step(), told.wallMillis());
      state = told.step().next();
      version = told.version();
      wallMillis = told.wallMillis();
      try {
        next = player.next();
      } catch (JournalException e) {
        trouble = e.getMessage() == null ? e.toString() : e.getMessage();
        next = null;
      }
    }
  }

  @Override
  public Snapshot snapshot() {
    var links = new TreeMap<HostId, LinkView>();
    for (var host : state.hosts().values()) {
      boolean up = host.status().answers();
      links.put(
          host.id(),
          new LinkView(
              up ? LinkView.Standing.UP : LinkView.Standing.WAITING, host.status().word()));
    }
    var engine = Texts.say("story.engine", version);
    var said = trouble.isEmpty() ? Texts.say(next == null ? "story.over" : "story.plays") : trouble;
    return new Snapshot(
        ++number,
        engine,
        state.claim().acts() ? engine : "",
        state,
        wallMillis,
        links,
        diary.last(RECENT_MAX),
        diary.open(),
        List.of(),
        List.of(said));
  }

  @Override
  public Answer ask(String operator, Request request) {
    return new Answer.Refused(Texts.say("story.past"));
  }

  @Override
  public VolumeSnapshot volume(LockspaceName domain) throws IOException {
    throw new IOException(Texts.say("story.volume"));
  }

  @Override
  public List<EventLine> eventsAfter(long after, int countMax) {
    return diary.eventsAfter(after, countMax);
  }

  @Override
  public List<Incident> incidents(int countMax) {
    return diary.incidents(countMax);
  }
}
