package org.leasehold.core.engine;

/// The engine watches but does not act.
///
/// @param reason as typed
/// @param by who
/// @param untilNanos ends by itself then
public record HaPause(String reason, String by, long untilNanos) {}
