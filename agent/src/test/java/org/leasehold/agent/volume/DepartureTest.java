package org.leasehold.agent.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.leasehold.agent.volume.Departure.Left;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.StoreTopic.VolumeIdentity;
import org.leasehold.core.sanlock.JoinedLockspace;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.sanlock.Leaving;
import org.leasehold.core.sanlock.SanlockCall;
import org.leasehold.core.sanlock.SanlockClient;
import org.leasehold.core.sanlock.SanlockCode;
import org.leasehold.core.sanlock.SanlockException;

/// A host in lockspace `a` that shuts down, and a daemon that says what it is told to say.
@Timeout(30)
class DepartureTest {
  private static final LockspaceName A = new LockspaceName("a");
  private static final HostId HOST = new HostId(3);
  private static final Path VOLUME = Path.of("/volume");

  private final List<String> asked = new ArrayList<>();
  private boolean joined = true;
  private boolean hangs;
  private int busyTimes;
  private int aliveTimes;

  private final SanlockClient client =
      (SanlockClient)
          Proxy.newProxyInstance(
              SanlockClient.class.getClassLoader(),
              new Class<?>[] {SanlockClient.class},
              (_, method, words) ->
                  switch (method.getName()) {
                    case "joined" ->
                        joined
                            ? Optional.of(
                                new JoinedLockspace(
                                    "a",
                                    HOST,
                                    new LeasePlace(VOLUME, 0),
                                    JoinedLockspace.Phase.JOINED))
                            : Optional.empty();
                    case "remLockspace" -> leave(words);
                    default -> throw new UnsupportedOperationException(method.getName());
                  });

  private @Nullable Object leave(Object[] words) throws Exception {
    asked.add(words[1] + " " + words[2]);
    if (hangs) Thread.sleep(20_000);
    if (busyTimes-- > 0)
      throw new SanlockException.Refused(SanlockCall.REM_LOCKSPACE, "", SanlockCode.EBUSY.number());
    joined = false;
    return null;
  }

  private Optional<String> alive() {
    return aliveTimes-- > 0 ? Optional.of("VM web (process 7) lives here") : Optional.empty();
  }

  private List<Left> departed(int seconds) throws InterruptedException {
    var wanted =
        new WantedLockspaces.Wanted(
            A, VOLUME.toString(), HOST, new IoTimeout(10), new VolumeIdentity("/dev/sdb", "ext4"));
    return new Departure(client, List.of(wanted), this::alive).run(Duration.ofSeconds(seconds));
  }

  @Test
  void aHostWithoutVmsLeavesAtOnceAndOnlyWhatIsUnused() throws Exception {
    assertEquals(List.of(new Left(A, "")), departed(10));
    assertEquals(List.of(HOST + " " + Leaving.IF_UNUSED), asked);
  }

  @Test
  void whatIsNotJoinedNeedsNoLeaving() throws Exception {
    joined = false;
    assertEquals(List.of(new Left(A, "")), departed(10));
    assertEquals(List.of(), asked);
  }

  @Test
  void aVmThatStillEndsIsWaitedForBeforeAnythingIsAsked() throws Exception {
    aliveTimes = 3;
    assertEquals(List.of(new Left(A, "")), departed(10));
    assertEquals(1, asked.size());
  }

  @Test
  void nothingIsLeftWhileAVmLives() throws Exception {
    aliveTimes = Integer.MAX_VALUE;
    assertEquals(List.of(new Left(A, "VM web (process 7) lives here")), departed(2));
    assertEquals(List.of(), asked);
  }

  @Test
  void aHolderIsWaitedForAndThenTheLockspaceIsLeft() throws Exception {
    busyTimes = 2;
    assertEquals(List.of(new Left(A, "")), departed(10));
    assertEquals(3, asked.size());
  }

  @Test
  void aHolderThatStaysKeepsTheLockspace() throws Exception {
    busyTimes = Integer.MAX_VALUE;
    assertEquals(List.of(new Left(A, "a lease in it is held on this host")), departed(2));
    assertTrue(joined);
  }

  @Test
  void storageThatHangsHoldsTheShutdownUpUntilTheDeadlineOnly() throws Exception {
    hangs = true;
    long began = System.nanoTime();
    assertEquals(List.of(new Left(A, "sanlock has not left it in time")), departed(2));
    long seconds = (System.nanoTime() - began) / 1_000_000_000;
    assertTrue(seconds < 15, seconds + " s");
  }
}
