/// Decides: which host is lost, which VM may start where, what is done and why.
///
/// Pure: [Engine#step] turns a state and an event into the next state, commands and log lines. Time
/// comes in with events as monotonic nanoseconds of the engine; nothing here reads a clock, starts
/// a thread, rolls a die or iterates in an order that could differ between two runs.
///
/// Start reading at [Engine], then [StartEvidence] and [Safeguard].
@NullMarked
package org.leasehold.core.engine;

import org.jspecify.annotations.NullMarked;
