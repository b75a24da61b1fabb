package org.leasehold.agent.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.agent.guard.Moment;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.LockspaceReport.Standing;
import org.leasehold.core.sanlock.DaemonStatus;
import org.leasehold.core.sanlock.JoinedLockspace;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.sanlock.SanlockClient;

/// The age of this host's own renewal, with N = 10, on a host that may sleep.
class LockspaceLooksTest {
  private static final LockspaceName NAME = new LockspaceName("ls");
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path folder;
  private EventJournal journal;
  private LockspaceLooks looks;
  private Moment now = new Moment(0, 0);
  private long renewedAtSeconds;

  @BeforeEach
  void aJoinedHost() throws Exception {
    journal = EventJournal.open(folder, new AgentInstance(1), () -> 0);
    var wanted = WantedLockspaces.open(folder);
    var client =
        (SanlockClient)
            Proxy.newProxyInstance(
                SanlockClient.class.getClassLoader(),
                new Class<?>[] {SanlockClient.class},
                (_, method, _) ->
                    switch (method.getName()) {
                      case "status" -> status();
                      case "getHosts" -> List.of();
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    looks = new LockspaceLooks(client, wanted, new Enrolment(wanted), () -> now, journal, () -> {});
  }

  @AfterEach
  void closed() throws Exception {
    journal.close();
  }

  private DaemonStatus status() {
    var details =
        new LinkedHashMap<>(
            Map.of("io_timeout", "10", "renewal_last_success", Long.toString(renewedAtSeconds)));
    var space =
        new DaemonStatus.Lockspace(
            NAME.text(),
            new HostId(1),
            new LeasePlace(Path.of("/volume"), 0),
            JoinedLockspace.Phase.JOINED,
            new Generation(1),
            details);
    return new DaemonStatus(new LinkedHashMap<>(), List.of(), List.of(space), List.of());
  }

  private record Seen(Standing standing, long ageMillis) {}

  private Seen at(long monotonicSeconds, long sleptSeconds) {
    now = new Moment(monotonicSeconds * SECOND, (monotonicSeconds + sleptSeconds) * SECOND);
    looks.look();
    var report = looks.find(NAME).orElseThrow();
    return new Seen(report.standing(), report.renewalAgeMillis());
  }

  @Test
  void aHostThatHasSleptSinceItsBootIsInOnceItRenewsAgain() {
    renewedAtSeconds = 1000;
    assertEquals(new Seen(Standing.JOINED, 3000), at(1003, 0));
    assertEquals(new Seen(Standing.FAILING, 3_603_000), at(1003, 3600));
    renewedAtSeconds = 1020;
    assertEquals(new Seen(Standing.JOINED, 1000), at(1021, 3600));
  }

  @Test
  void anAgentStartedAfterASleepKnowsTheAgeAtOnce() {
    renewedAtSeconds = 1040;
    assertEquals(new Seen(Standing.JOINED, 1000), at(1041, 3600));
    assertEquals(new Seen(Standing.FAILING, 80_000), at(1120, 3600));
  }

  @Test
  void aSanlockThatHasNotBeenAskedIsAComplaint() {
    assertEquals(List.of("sanlock has not been asked yet"), looks.complaints());
    at(1003, 0);
    assertEquals(List.of(), looks.complaints());
  }
}
