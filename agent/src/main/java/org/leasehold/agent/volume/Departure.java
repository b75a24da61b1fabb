package org.leasehold.agent.volume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.sanlock.JoinedLockspace;
import org.leasehold.core.sanlock.Leaving;
import org.leasehold.core.sanlock.LockspaceAt;
import org.leasehold.core.sanlock.SanlockClient;
import org.leasehold.core.sanlock.SanlockCode;
import org.leasehold.core.sanlock.SanlockException;

/// The last act of a host that shuts down in order: it leaves its lockspaces, so that after its
/// boot it joins at once. A host that just goes away has to wait until it counts as dead, 8N + 60
/// s.
///
/// Never while a VM with a lease lives here or anybody holds a lease (S11: left only with UNUSED);
/// that is waited for until a deadline, and then the host goes down as if it had lost its power.
/// They stay wanted: the next boot joins them again.
public final class Departure {
  private static final long AGAIN_MILLIS = 500;

  private final SanlockClient client;
  private final List<WantedLockspaces.Wanted> wanted;
  private final Supplier<Optional<String>> obstacle;

  /// @param obstacle why nothing may be left yet, such as a VM that lives
  public Departure(
      SanlockClient client,
      List<WantedLockspaces.Wanted> wanted,
      Supplier<Optional<String>> obstacle) {
    this.client = client;
    this.wanted = List.copyOf(wanted);
    this.obstacle = obstacle;
  }

  /// What became of one.
  ///
  /// @param trouble why it stays; empty: left, or not joined any more
  public record Left(LockspaceName lockspace, String trouble) {
    public boolean isLeft() {
      return trouble.isEmpty();
    }
  }

  /// Returns by the deadline, whatever hangs.
  public List<Left> run(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    var troubles = new TreeMap<LockspaceName, String>();
    for (var one : wanted) troubles.put(one.lockspace(), "not tried");
    while (true) {
      var why = obstacle.get();
      for (var one : wanted) {
        if (troubles.getOrDefault(one.lockspace(), "").isEmpty()) continue;
        troubles.put(one.lockspace(), why.isPresent() ? why.get() : leave(one, until));
      }
      boolean done = troubles.values().stream().allMatch(String::isEmpty);
      if (done || System.nanoTime() + AGAIN_MILLIS * 1_000_000 >= until) return told(troubles);
      Thread.sleep(AGAIN_MILLIS);
    }
  }

  private static List<Left> told(Map<LockspaceName, String> troubles) {
    var told = new ArrayList<Left>();
    troubles.forEach((name, trouble) -> told.add(new Left(name, trouble)));
    return List.copyOf(told);
  }

  /// On a thread of its own: the daemon answers once it has written to the volume, which may hang.
  private String leave(WantedLockspaces.Wanted one, long until) throws InterruptedException {
    long left = Math.max(1, until - System.nanoTime());
    var answer = new CompletableFuture<String>();
    Thread.ofPlatform()
        .daemon()
        .name("leave " + one.lockspace())
        .start(() -> answer.complete(left(one, Duration.ofNanos(left))));
    try {
      return answer.get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return "sanlock has not left it in time";
    } catch (ExecutionException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /// @return why not; empty: left
  private String left(WantedLockspaces.Wanted one, Duration atMost) {
    try {
      var joined = client.joined(one.lockspace());
      if (joined.isEmpty()) return "";
      if (joined.get().phase() != JoinedLockspace.Phase.JOINED) {
        return "it is " + joined.get().phase();
      }
      client.remLockspace(
          new LockspaceAt(one.lockspace(), joined.get().place()),
          joined.get().host(),
          Leaving.IF_UNUSED,
          atMost);
      return "";
    } catch (SanlockException.Refused e) {
      return e.code() == SanlockCode.EBUSY ? "a lease in it is held on this host" : e.sentence();
    } catch (SanlockException e) {
      return e.sentence();
    }
  }
}
