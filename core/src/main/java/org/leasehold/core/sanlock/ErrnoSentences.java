package org.leasehold.core.sanlock;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an errno means when a certain call returns it. sanlock borrows errnos for its own purposes:
/// ENOSPC from an acquire has nothing to do with a full disk.
///
/// @see "sanlock src/cmd.c, src/main.c, src/resource.c, src/lockspace.c"
final class ErrnoSentences {
  private ErrnoSentences() {}

  static Optional<String> of(SanlockCall call, SanlockCode code) {
    return Optional.ofNullable(sentence(call, code));
  }

  private static @Nullable String sentence(SanlockCall call, SanlockCode code) {
    return switch (call) {
      case ACQUIRE -> acquire(code);
      case RELEASE -> code == SanlockCode.EPERM ? "this process does not hold the lease" : null;
      case REQUEST -> code == SanlockCode.ENOSPC ? NOT_JOINED : null;
      case ADD_LOCKSPACE -> join(code);
      case REM_LOCKSPACE -> leave(code);
      case GET_HOSTS -> hosts(code);
      case SET_CONFIG -> code == SanlockCode.ENOENT ? NOT_JOINED : null;
      case INQUIRE, REGISTER ->
          code == SanlockCode.EBUSY ? "sanlock is busy with this process or is ending it" : null;
      case GET_LOCKSPACES -> code == SanlockCode.ENOSPC ? TOO_MANY : null;
      default -> null;
    };
  }

  private static final String NOT_JOINED =
      "the lockspace is not joined on this host, or is failing here";
  private static final String TOO_MANY = "the list is longer than sanlock can return";

  private static @Nullable String acquire(SanlockCode code) {
    return switch (code) {
      case ENOSPC -> NOT_JOINED;
      case EEXIST -> "a process on this host already holds the lease";
      case EAGAIN ->
          "the lease is being released on this host, or live hosts hold it shared: try again";
      case EBUSY -> "another acquire of it is running on this host, or the process is being ended";
      case ENOENT -> "the process holds 8 leases already, or the file does not exist";
      case EPERM -> "sanlock could not release the lease";
      default -> null;
    };
  }

  private static @Nullable String join(SanlockCode code) {
    return switch (code) {
      case EEXIST -> "the lockspace is already joined";
      case EINPROGRESS -> "the lockspace is being joined at this moment";
      case EINVAL -> "the name or the place clashes with another lockspace joined on this host";
      case EAGAIN -> "the lockspace is being left at this moment: try again";
      case EPERM -> "the join was undone by a leave or a shutdown";
      default -> null;
    };
  }

  private static @Nullable String leave(SanlockCode code) {
    return switch (code) {
      case EBUSY -> "a process on this host still holds a lease of the lockspace";
      case ENOENT -> "the lockspace is not joined on this host";
      case EINPROGRESS -> "the lockspace is already being left";
      default -> null;
    };
  }

  private static @Nullable String hosts(SanlockCode code) {
    return switch (code) {
      case ENOENT -> "the lockspace is not joined on this host";
      case EAGAIN -> "the lockspace was joined a moment ago and has not been read yet: try again";
      case ENOSPC -> TOO_MANY;
      default -> null;
    };
  }
}
