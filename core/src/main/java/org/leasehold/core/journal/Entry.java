package org.leasehold.core.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Step;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Incident;

/// What is kept together or not at all. Immutable, so that the journal's own thread turns it into
/// rows.
public sealed interface Entry {
  List<EventLine> lines();

  /// Nothing is waiting for it: it may share a later commit.
  boolean canWait();

  /// One step of the engine.
  ///
  /// @param wallMillis wall clock at the event
  /// @param before the state the event met
  /// @param event the input
  /// @param step what followed
  /// @param lines one per line of `step`, and earlier lines whose incident has only now become one
  /// @param incidents opened, changed or closed by this step
  record Stepped(
      long wallMillis,
      EngineState before,
      Event event,
      Step step,
      List<EventLine> lines,
      List<Incident> incidents)
      implements Entry {
    public Stepped {
      lines = List.copyOf(lines);
      incidents = List.copyOf(incidents);
    }

    @Override
    public boolean canWait() {
      return lines.isEmpty() && incidents.isEmpty() && step.commands().isEmpty();
    }
  }

  /// Lines that no step made: of an agent's journal, or of the monitor itself.
  ///
  /// @param host whose agent, null for the monitor's own
  /// @param upTo the agent's events up to this number are among the lines; 0 where `host` is null
  record Told(@Nullable HostId host, long upTo, List<EventLine> lines) implements Entry {
    public Told {
      lines = List.copyOf(lines);
    }

    @Override
    public boolean canWait() {
      return false;
    }
  }
}
