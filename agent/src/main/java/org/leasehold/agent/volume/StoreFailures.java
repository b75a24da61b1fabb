package org.leasehold.agent.volume;

import java.util.Objects;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.sanlock.SanlockCode;
import org.leasehold.core.sanlock.SanlockException;
import org.leasehold.core.volume.BlockFileException;

/// What failed below, as the error of a call.
public final class StoreFailures {
  private StoreFailures() {}

  public static CallException of(BlockFileException e) {
    var code =
        switch (e.kind()) {
          case MISSING, NOT_A_FILE, DENIED, VANISHED -> ErrorCode.UNREACHABLE;
          case EMPTY, NOT_A_VOLUME -> ErrorCode.RULE;
          case NOT_STORED -> ErrorCode.IN_DOUBT;
        };
    return new CallException(code, said(e), e);
  }

  public static CallException of(SanlockException e) {
    var code =
        switch (e) {
          case SanlockException.NotReachable _, SanlockException.ConnectionLost _ ->
              ErrorCode.UNREACHABLE;
          case SanlockException.NoAnswer _, SanlockException.InDoubt _ -> ErrorCode.IN_DOUBT;
          case SanlockException.Cancelled _ -> ErrorCode.CANCELLED;
          case SanlockException.Refused refused when refused.code() == SanlockCode.ENOSPC ->
              ErrorCode.NOT_JOINED;
          case SanlockException.Refused _, SanlockException.BadAnswer _ -> ErrorCode.FAILED;
        };
    return new CallException(code, said(e), e);
  }

  private static String said(Exception e) {
    return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
  }
}
