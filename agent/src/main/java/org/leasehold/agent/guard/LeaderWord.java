package org.leasehold.agent.guard;

/// What the leader of a VM's lease on disk says (S8).
public sealed interface LeaderWord {
  /// Not read yet, or not readable: no word for and none against.
  record Unread() implements LeaderWord {}

  /// Owned by this host in its present life, at the version held where that is known.
  record Ours() implements LeaderWord {}

  /// Free, cleared, another lease, or another owner, generation or version.
  ///
  /// @param what what is there instead, for the log
  /// @param taken somebody else holds it now
  /// @param reads reads in a row that found it so, each borne out by the daemon asked after it
  record NotOurs(String what, boolean taken, int reads) implements LeaderWord {}
}
