package org.leasehold.agent.claim;

import java.nio.file.Path;
import java.time.Duration;
import org.leasehold.agent.child.Child;
import org.leasehold.agent.child.HoldProgram;
import org.leasehold.agent.volume.LeaseReader;
import org.leasehold.agent.volume.StoreFailures;
import org.leasehold.agent.volume.WantedLockspaces;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.volume.BlockFileException;

/// Holds the engine lease in a child of the agent.
///
/// @param sanlockDir folder of the daemon's socket
public record ChildClaimHolder(WantedLockspaces wanted, Path sanlockDir) implements ClaimHolder {
  @Override
  public Held take(LockspaceName home, Duration atMost) throws CallException, InterruptedException {
    var one = wanted.find(home).orElse(null);
    if (one == null) {
      throw new CallException(
          ErrorCode.NOT_JOINED, "the home domain " + home + " is not joined on this host");
    }
    var child = Child.start("hold");
    try {
      var order =
          new HoldProgram.Order(
              sanlockDir.toString(), home, LeaseId.ENGINE, one.path(), offset(one));
      var answer = child.ask(order, HoldProgram.Answer.class, atMost);
      var error = answer.error();
      if (error != null) throw new CallException(error, answer.sentence());
      return held(child);
    } catch (CallException | InterruptedException | RuntimeException e) {
      child.close();
      throw e;
    }
  }

  private static long offset(WantedLockspaces.Wanted one) throws CallException {
    try (var reader = LeaseReader.open(one.volume())) {
      return reader
          .offsetBytes(LeaseId.ENGINE)
          .orElseThrow(
              () ->
                  new CallException(
                      ErrorCode.UNKNOWN_NAME, one.path() + " has no lease " + LeaseId.ENGINE));
    } catch (BlockFileException e) {
      throw StoreFailures.of(e);
    }
  }

  private static Held held(Child child) {
    return new Held() {
      @Override
      public boolean isAlive() {
        return child.isAlive();
      }

      @Override
      public void onEnd(Runnable action) {
        child.onEnd(action);
      }

      @Override
      public void close() {
        child.close();
      }
    };
  }
}
