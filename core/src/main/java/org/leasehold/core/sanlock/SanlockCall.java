package org.leasehold.core.sanlock;

/// The commands of the daemon's socket that Leasehold uses.
///
/// @see "sanlock src/sanlock_sock.h: SM_CMD_*"
public enum SanlockCall {
  REGISTER(1, "register"),
  ADD_LOCKSPACE(2, "join lockspace"),
  REM_LOCKSPACE(3, "leave lockspace"),
  STATUS(5, "status"),
  ACQUIRE(7, "acquire"),
  RELEASE(8, "release"),
  INQUIRE(9, "inquire"),
  REQUEST(11, "request"),
  INQ_LOCKSPACE(16, "inquire lockspace"),
  WRITE_LOCKSPACE(18, "write lockspace"),
  WRITE_RESOURCE(19, "write lease"),
  READ_LOCKSPACE(20, "read lockspace"),
  READ_RESOURCE(21, "read lease"),
  GET_LOCKSPACES(22, "list lockspaces"),
  GET_HOSTS(23, "list hosts"),
  READ_RESOURCE_OWNERS(24, "read lease owners"),
  VERSION(28, "version"),
  SET_CONFIG(33, "configure lockspace");

  private final int number;
  private final String words;

  SanlockCall(int number, String words) {
    this.number = number;
    this.words = words;
  }

  int number() {
    return number;
  }

  @Override
  public String toString() {
    return words;
  }
}
