package org.leasehold.core.engine;

import java.util.List;

/// What one event led to. The lines are journalled before any command is run; commands are run in
/// order, independent of each other.
///
/// @param next the state from now on
/// @param commands what is to be done
/// @param lines what is to be told
public record Step(EngineState next, List<Command> commands, List<LogLine> lines) {
  public Step {
    commands = List.copyOf(commands);
    lines = List.copyOf(lines);
  }
}
