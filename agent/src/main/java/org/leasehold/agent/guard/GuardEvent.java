package org.leasehold.agent.guard;

/// One thing the guard did or found, for its journal.
///
/// @param what `started`, `term`, `kill`, `gone`, `uncovered`, `reset`, `trouble`, `recovered`
/// @param vm name of the VM; empty for what is not about one
/// @param uuid of the VM
/// @param pid of its process, 0 for what is not about one
/// @param why one sentence
public record GuardEvent(String what, String vm, String uuid, long pid, String why) {
  static GuardEvent of(String what, String why) {
    return new GuardEvent(what, "", "", 0, why);
  }
}
