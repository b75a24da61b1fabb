package org.leasehold.core.protocol;

import java.util.Optional;

/// Why a call was not done, as JSON-RPC error code. The first five are JSON-RPC's own; -32800 is
/// what lsp4j answers to `$/cancelRequest`.
public enum ErrorCode {
  PARSE_ERROR(-32700, Effect.NONE, "the frame is not JSON"),
  INVALID_REQUEST(-32600, Effect.NONE, "JSON, but no request"),
  METHOD_NOT_FOUND(-32601, Effect.NONE, "this agent does not offer the method"),
  INVALID_PARAMS(-32602, Effect.NONE, "a parameter is missing or out of range"),
  INTERNAL_ERROR(-32603, Effect.UNKNOWN, "a defect of the agent; its log has the trace"),
  CANCELLED(-32800, Effect.UNKNOWN, "the caller cancelled; it may have happened"),
  LEASE_HELD(-32010, Effect.NONE, "the lease is held by a live owner"),
  NOT_JOINED(-32011, Effect.NONE, "the lockspace is not joined on this host"),
  RESOURCES(-32012, Effect.NONE, "memory, device, network or another resource is missing"),
  STALE(-32013, Effect.NONE, "lower epoch, too old, or resting on an older report (S15)"),
  RULE(-32014, Effect.NONE, "a local rule of the agent forbids it"),
  UNKNOWN_NAME(-32015, Effect.NONE, "no such VM, lease, lockspace or document here"),
  NOT_AGREED(-32016, Effect.NONE, "no common protocol version, or `hello` has not been said"),
  BUSY(-32017, Effect.NONE, "too many calls at once; try again"),
  UNREACHABLE(-32018, Effect.NONE, "a daemon, device or host cannot be reached"),
  FAILED(-32020, Effect.NONE, "tried and failed; nothing of it is left running"),
  TIMED_OUT(-32021, Effect.UNKNOWN, "not done by the deadline; it may still happen"),
  IN_DOUBT(-32022, Effect.UNKNOWN, "it is not known whether it happened");

  /// What a caller may assume after the error.
  public enum Effect {
    /// Nothing was changed, or all of it was taken back.
    NONE,
    /// It may have happened; look before trying again.
    UNKNOWN
  }

  private final int number;
  private final Effect effect;
  private final String meaning;

  ErrorCode(int number, Effect effect, String meaning) {
    this.number = number;
    this.effect = effect;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  public Effect effect() {
    return effect;
  }

  public String meaning() {
    return meaning;
  }

  public static Optional<ErrorCode> of(int number) {
    for (var code : values()) if (code.number == number) return Optional.of(code);
    return Optional.empty();
  }
}
