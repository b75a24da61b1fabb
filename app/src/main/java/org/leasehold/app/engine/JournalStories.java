package org.leasehold.app.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.leasehold.core.journal.JournalException;
import org.leasehold.core.journal.JournalReader;
import org.leasehold.core.journal.StoryExport;
import org.leasehold.core.monitor.Incident;

/// Stories from the journal of this machine: one incident, and what led to it.
public final class JournalStories {
  /// What led to an incident is told from here on.
  public static final Duration BEFORE = Duration.ofMinutes(2);

  private JournalStories() {}

  /// @param state folder of the engine's journal
  /// @param out a folder that is empty or not there yet
  /// @throws JournalException if there is no such journal, or the folder cannot be written
  public static StoryExport.Written write(
      Path state, Incident incident, Path out, InstantSource clock) throws JournalException {
    return StoryExport.write(
        JournalReader.open(state),
        incident.openedMillis() - BEFORE.toMillis(),
        incident.isOpen() ? clock.millis() : incident.closedMillis(),
        out);
  }
}
