package org.leasehold.core.engine;

/// When a threatened VM's lease can be taken elsewhere: between the two, then queue and start.
///
/// @param earliestNanos last renewal + 8N + 60
/// @param latestNanos last change as seen by the target + 2N + 8N + 60 + 7N
/// @param text the arithmetic
public record Prediction(long earliestNanos, long latestNanos, String text) {}
