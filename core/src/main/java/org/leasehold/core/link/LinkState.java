package org.leasehold.core.link;

import java.time.Duration;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Peer;

/// How the connection to one agent stands.
public sealed interface LinkState {
  /// @param attempt counts from 1 since the last connection
  record Connecting(int attempt) implements LinkState {}

  /// @param peer calls the agent
  /// @param welcome its greeting
  record Up(Peer peer, HostTopic.Welcome welcome) implements LinkState {}

  /// @param why one sentence
  /// @param nextIn until the next attempt
  record Waiting(LinkException.Kind kind, String why, Duration nextIn) implements LinkState {}

  /// Nothing is tried until [AgentLink#retry]: a person has to look.
  record Refused(LinkException.Kind kind, String why) implements LinkState {}

  /// Closed by us.
  record Closed() implements LinkState {}
}
