package org.leasehold.core.engine;

/// A command under way.
///
/// @param command what was asked
/// @param giveUpNanos without an outcome by then it counts as "may have happened"
public record Pending(Command command, long giveUpNanos) {}
