package org.leasehold.agent.volume;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.VolumeReader;

/// Whether the volume of a lockspace is the one that was enrolled (S2): the mount or device it is
/// on, that Leasehold made it, and the lockspace's name on it.
public final class Enrolment {
  private static final long ASK_AGAIN_NANOS = 30_000_000_000L;

  private record Answer(boolean holds, long atNanos) {}

  private final WantedLockspaces wanted;
  private final Map<LockspaceName, Answer> answers = new ConcurrentHashMap<>();

  public Enrolment(WantedLockspaces wanted) {
    this.wanted = wanted;
  }

  /// @throws CallException with the difference
  void require(WantedLockspaces.Wanted one) throws CallException, InterruptedException {
    requirePlace(one);
    try (var file = DirectBlockFile.read(one.volume())) {
      var reader = new VolumeReader(file, Optional.empty(), Optional.empty());
      var volume = reader.read(VolumeReader.Depth.GLANCE);
      if (!volume.isOwn()) {
        throw new CallException(
            ErrorCode.RULE, one.path() + " was not made by Leasehold; it is inspected only");
      }
      var name = volume.lockspaceName().orElse("");
      if (!name.equals(one.lockspace().text())) {
        throw new CallException(
            ErrorCode.RULE,
            "%s holds lockspace '%s', not '%s'; name the volume of that one"
                .formatted(one.path(), name, one.lockspace()));
      }
    } catch (BlockFileException e) {
      throw StoreFailures.of(e);
    }
  }

  private static void requirePlace(WantedLockspaces.Wanted one)
      throws CallException, InterruptedException {
    var found = VolumeIdentities.of(one.volume());
    if (found.equals(one.enrolled())) return;
    throw new CallException(
        ErrorCode.RULE,
        "%s is on '%s %s', enrolled was '%s %s'; mount the right storage, or enrol it anew"
            .formatted(
                one.path(),
                found.mountSource(),
                found.fileSystem(),
                one.enrolled().mountSource(),
                one.enrolled().fileSystem()));
  }

  /// For the report; what was found at most half a minute ago. A lockspace joined by others is not
  /// enrolled.
  boolean holds(LockspaceName name) {
    var one = wanted.find(name);
    if (one.isEmpty()) return false;
    var known = answers.get(name);
    long now = System.nanoTime();
    if (known != null && now - known.atNanos() < ASK_AGAIN_NANOS) return known.holds();
    boolean holds = asked(one.get());
    answers.put(name, new Answer(holds, now));
    return holds;
  }

  void forget(LockspaceName name) {
    answers.remove(name);
  }

  /// Only the mount: reading the volume is the store check's work, which may hang.
  private static boolean asked(WantedLockspaces.Wanted one) {
    try {
      requirePlace(one);
      return true;
    } catch (CallException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
