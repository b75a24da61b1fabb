package org.leasehold.agent.child;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.sanlock.Acquire;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.sanlock.Patience;
import org.leasehold.core.sanlock.ResourceAt;
import org.leasehold.core.sanlock.SanlockException;
import org.leasehold.core.sanlock.SocketSanlockClient;

/// The child that holds one lease until its parent closes the pipe or ends.
public final class HoldProgram {
  /// A free lease takes up to 6N.
  private static final Duration ACQUIRE_AT_MOST = Duration.ofSeconds(130);

  private static final Duration RELEASE_AT_MOST = Duration.ofSeconds(4);

  /// @param sanlockDir folder of the daemon's socket
  /// @param offsetBytes where the lease's slot starts
  public record Order(
      String sanlockDir, LockspaceName lockspace, LeaseId lease, String path, long offsetBytes) {}

  /// @param error null when it is held
  public record Answer(@Nullable ErrorCode error, String sentence) {}

  private HoldProgram() {}

  public static int run() throws IOException {
    var own = new Child.Own();
    try {
      var order = own.order(Order.class);
      hold(order, own);
      return 0;
    } catch (CallException e) {
      own.answer(new Answer(e.code(), e.sentence()));
      return 1;
    }
  }

  private static void hold(Order order, Child.Own own) throws CallException, IOException {
    var client = new SocketSanlockClient(Path.of(order.sanlockDir()), Patience.DEFAULT);
    var resource =
        new ResourceAt(
            order.lockspace(),
            order.lease(),
            new LeasePlace(Path.of(order.path()), order.offsetBytes()));
    try (var holder = client.register()) {
      holder.acquire(resource, Acquire.AT_ONCE, ACQUIRE_AT_MOST);
      own.answer(new Answer(null, "lease " + order.lease() + " is held"));
      own.awaitParentsEnd();
      holder.release(resource, RELEASE_AT_MOST);
    } catch (SanlockException e) {
      throw new CallException(code(e), String.valueOf(e.getMessage()), e);
    }
  }

  private static ErrorCode code(SanlockException e) {
    if (!(e instanceof SanlockException.Refused refused)) return ErrorCode.UNREACHABLE;
    return switch (refused.code()) {
      case ENOSPC -> ErrorCode.NOT_JOINED;
      case LEADER_MAGIC, LEADER_RESOURCE, LEADER_LOCKSPACE, LEADER_CHECKSUM -> ErrorCode.FAILED;
      default -> ErrorCode.LEASE_HELD;
    };
  }
}
