package org.leasehold.core.protocol;

/// The answer of a call that has nothing else to say: done, and verified as far as the agent can.
///
/// @param text what was done, for people and the journal
public record Done(String text) {}
