package org.leasehold.agent.guard;

/// What this host's sanlock says of one VM's process and lease.
///
/// `reads` counts answers in a row that said the same, each asked after the process was first seen.
public sealed interface DaemonWord {
  /// Not asked yet, or the first answer is still on its way.
  record NotAsked() implements DaemonWord {}

  /// The process holds the lease.
  ///
  /// @param version the one the daemon acquired
  record Holds(long version) implements DaemonWord {}

  /// The lease is being acquired or given up at this moment.
  record Changing() implements DaemonWord {}

  /// The process is registered and does not hold the lease: right for a paused VM.
  ///
  /// @param reads counts only answers asked after the VM was seen running; 0 while it is not
  record HoldsNothing(int reads) implements DaemonWord {}

  /// The process is not registered: nothing of it is protected, and nothing ever will be.
  record UnknownPid(int reads) implements DaemonWord {}

  /// No daemon: nobody listens at its socket.
  record Gone(int reads) implements DaemonWord {}

  /// It takes connections and does not answer, or not in a way we understand.
  record Silent() implements DaemonWord {}
}
