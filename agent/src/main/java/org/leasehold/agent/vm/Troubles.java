package org.leasehold.agent.vm;

import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;

/// What a hypervisor's trouble means to the caller.
final class Troubles {
  private Troubles() {}

  static CallException of(HypervisorException e) {
    return new CallException(code(e), e.sentence(), e);
  }

  /// With more to say than the hypervisor could.
  static CallException of(HypervisorException e, String more) {
    return new CallException(code(e), e.sentence() + more, e);
  }

  /// Of a call that starts something: a connection that ended in between says nothing of whether it
  /// was done, and who is told that it was not would start it elsewhere (S1).
  static CallException ofStart(HypervisorException e, String more) {
    return e.kind() == HypervisorException.Kind.NOT_CONNECTED
        ? new CallException(ErrorCode.IN_DOUBT, e.sentence() + more, e)
        : of(e, more);
  }

  static CallException of(BadDefinitionException e) {
    return new CallException(ErrorCode.INVALID_PARAMS, e.sentence(), e);
  }

  private static ErrorCode code(HypervisorException e) {
    return switch (e.kind()) {
      case NOT_CONNECTED -> ErrorCode.UNREACHABLE;
      case NO_ANSWER -> ErrorCode.TIMED_OUT;
      case NO_SUCH_VM -> ErrorCode.UNKNOWN_NAME;
      case LEASE_HELD_ELSEWHERE, LEASE_OWNER_SILENT, LEASE_HELD_HERE -> ErrorCode.LEASE_HELD;
      case LOCKSPACE_NOT_JOINED -> ErrorCode.NOT_JOINED;
      case BAD_XML, UNSUPPORTED -> ErrorCode.RESOURCES;
      case WRONG_STATE, EXISTS -> ErrorCode.RULE;
      case LEASE_TROUBLE, OTHER -> ErrorCode.FAILED;
    };
  }
}
