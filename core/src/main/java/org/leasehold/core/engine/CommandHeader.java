package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.Epoch;

/// What every command carries (S15).
///
/// @param id unique within the engine's run
/// @param epoch the engine's; an agent refuses a lower one than it has seen
/// @param issuedNanos engine time of the decision
/// @param ageMaxMillis an agent refuses it when older than this
/// @param agent the agent run whose report it rests on; null when it rests on none
/// @param reportNumber number of that report; 0 when it rests on none
/// @param why the decision in words, with its arithmetic
public record CommandHeader(
    CommandId id,
    Epoch epoch,
    long issuedNanos,
    long ageMaxMillis,
    @Nullable AgentInstance agent,
    long reportNumber,
    String why) {}
