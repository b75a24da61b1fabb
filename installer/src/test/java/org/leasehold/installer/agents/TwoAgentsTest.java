package org.leasehold.installer.agents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.StoreTopic;

/// Two hosts, their agents started by the unit and reached through sshd's forced command. The steps
/// build on each other, as one story; the last one switches the second host off.
@Tag("daemon")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoAgentsTest {
  private static final String PATH = "/storage/store1/xleases";
  private static final LockspaceName HOME =
      new LockspaceName("11111111-2222-3333-4444-555555555555");
  private static final LeaseId VM = new LeaseId("6b3f0f6c-8a0b-4d7c-8e55-0c2f6f8f7a01");

  private static Lab lab;
  private static AgentClient one;
  private static AgentClient two;

  @BeforeAll
  static void up() throws Exception {
    lab = Lab.up("two-agents-" + ProcessHandle.current().pid(), 2);
    one = AgentClient.attach(lab, "h1");
    two = AgentClient.attach(lab, "h2");
  }

  @AfterAll
  static void down() throws Exception {
    if (one != null) one.close();
    if (two != null) two.close();
    if (lab != null) lab.close();
  }

  @Test
  @Order(1)
  void helloAndReportsComeThroughTheForcedCommand() throws Exception {
    assertEquals(List.of("h1", 1), List.of(one.welcome().hostName(), one.welcome().protocol()));
    assertEquals(List.of("h2", 1), List.of(two.welcome().hostName(), two.welcome().protocol()));
    assertNotNull(two.next(HostTopic.REPORTED, Duration.ofSeconds(20)));
  }

  @Test
  @Order(2)
  void theLoginRefusesAllElse() throws Exception {
    var ended = lab.run("ssh", "--user", "leasehold", "h1", "id");
    assertEquals(4, ended.code(), ended.said());
    assertTrue(
        ended.said().contains("that is not allowed here; only attach, engine"), ended.said());
  }

  private static LockspaceReport join(AgentClient agent, int host) throws CallException {
    var identity = agent.call(StoreTopic.IDENTIFY, new StoreTopic.VolumeAt(PATH));
    return agent.call(
        StoreTopic.JOIN,
        new StoreTopic.Join(
            agent.header(1), HOME, PATH, new HostId(host), new IoTimeout(1), identity, "join"));
  }

  @Test
  @Order(3)
  void aVolumeMadeByOneIsJoinedByBoth() throws Exception {
    one.call(
        StoreTopic.CREATE_VOLUME,
        new StoreTopic.CreateVolume(one.header(1), PATH, HOME, 512, 1, new IoTimeout(1)));
    assertEquals(LockspaceReport.Standing.JOINED, join(one, 1).standing());
    assertEquals(LockspaceReport.Standing.JOINED, join(two, 2).standing());
  }

  @Test
  @Order(4)
  void aVolumeOnOtherStorageThanEnrolledIsNotJoined() throws Exception {
    var other = new StoreTopic.VolumeIdentity("nfs4 other:/vms", "");
    var ask =
        new StoreTopic.Join(one.header(1), HOME, PATH, new HostId(1), new IoTimeout(1), other, "");
    var e = assertThrows(CallException.class, () -> one.call(StoreTopic.JOIN, ask));
    assertEquals(ErrorCode.RULE, e.code(), e.sentence());
  }

  @Test
  @Order(5)
  void aLeaseMadeByOneIsSeenByTheOther() throws Exception {
    one.call(StoreTopic.CREATE_LEASE, new StoreTopic.OneLease(one.header(1), HOME, VM));
    var look = two.call(StoreTopic.INSPECT_LEASE, new StoreTopic.LeaseNamed(HOME, VM));
    assertEquals(List.of("free", LeaseVersion.NEVER), List.of(look.state(), look.version()));
  }

  private static ClusterTopic.HoldClaim claim(long beat) {
    return new ClusterTopic.HoldClaim("lab engine", HOME, new Epoch(1), beat, false);
  }

  @Test
  @Order(6)
  void theClaimHeldThroughOneIsRefusedThroughTheOtherUntilGivenUp() throws Exception {
    one.call(ClusterTopic.HOLD_CLAIM, claim(1));
    var e = assertThrows(CallException.class, () -> two.call(ClusterTopic.HOLD_CLAIM, claim(1)));
    assertEquals(ErrorCode.LEASE_HELD, e.code(), e.sentence());
    one.call(ClusterTopic.GIVE_UP_CLAIM, new ClusterTopic.GiveUpClaim(HOME));
    two.call(ClusterTopic.HOLD_CLAIM, claim(1));
    two.call(ClusterTopic.GIVE_UP_CLAIM, new ClusterTopic.GiveUpClaim(HOME));
  }

  @Test
  @Order(7)
  void aLowerEpochIsRefused() throws Exception {
    one.call(StoreTopic.CREATE_LEASE, new StoreTopic.OneLease(one.header(9), HOME, lease()));
    var late = new StoreTopic.OneLease(one.header(8), HOME, lease());
    var e = assertThrows(CallException.class, () -> one.call(StoreTopic.CREATE_LEASE, late));
    assertEquals(
        List.of(ErrorCode.STALE, "epoch 8 is below 9, the highest seen here"),
        List.of(e.code(), e.sentence()));
  }

  private static LeaseId lease() {
    return new LeaseId(UUID.randomUUID().toString());
  }

  @Test
  @Order(8)
  void fiftyLeasesMadeByTwoAgentsAtOnceLeaveTheIndexWhole() throws Exception {
    int before = used();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all =
          IntStream.range(0, 50)
              .mapToObj(i -> threads.submit(made(i % 2 == 0 ? one : two)))
              .toList();
      for (Future<?> each : all) each.get();
    }
    assertEquals(before + 50, used());
  }

  private static Callable<?> made(AgentClient agent) {
    return () ->
        agent.call(
            StoreTopic.CREATE_LEASE, new StoreTopic.OneLease(agent.header(9), HOME, lease()));
  }

  /// Leases on the volume, which must have no finding.
  private static int used() throws CallException {
    var seen = two.call(StoreTopic.INSPECT_VOLUME, new StoreTopic.VolumeAt(PATH));
    assertEquals(List.of("leasehold", List.of()), List.of(seen.layout(), seen.findings()));
    return seen.slots().size();
  }

  @Test
  @Order(9)
  void anAgentThatIsKilledComesBackWithItsEventsAndLockspaces() throws Exception {
    long run = one.welcome().agent().number();
    var killed =
        lab.run("exec", "h1", "systemctl", "kill", "--signal=KILL", "leasehold-agent.service");
    assertEquals(0, killed.code(), killed.said());
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (one.welcome().agent().number() == run) {
      one.close();
      Thread.sleep(500);
      try {
        one = AgentClient.attach(lab, "h1");
      } catch (CallException e) {
        if (System.nanoTime() > end) throw e;
      }
    }
    assertEquals(run + 1, one.welcome().agent().number());
    assertEquals(new HostId(1), one.welcome().host());
    assertEquals(new Epoch(9), one.welcome().epoch());
    var ids =
        one.call(HostTopic.EVENTS, new HostTopic.EventsSince(0, 1000)).events().stream()
            .map(HostTopic.AgentEvent::id)
            .distinct()
            .toList();
    assertTrue(ids.containsAll(List.of("agent.started", "volume.created", "claim.held")), ids + "");
    assertEquals(List.of(HOME), lockspaces(one).stream().map(LockspaceReport::lockspace).toList());
  }

  private static List<LockspaceReport> lockspaces(AgentClient agent) throws Exception {
    var report = agent.next(HostTopic.REPORTED, Duration.ofSeconds(30)).report();
    return Objects.requireNonNull(report).lockspaces();
  }

  @Test
  @Order(10)
  void oneHostSwitchesTheOtherOffThroughItsBmc() throws Exception {
    var host = lab.status("h2");
    var bmc = host.getAsJsonObject("bmc");
    var options =
        new TreeMap<>(
            Map.of(
                "ip", text(bmc.get("address")),
                "username", text(bmc.get("user")),
                "password", Files.readString(Path.of(text(bmc.get("password_file")))).strip(),
                "cipher", text(bmc.get("cipher")),
                "lanplus", "1"));
    var device = new ClusterTopic.PowerDevice("fence_ipmilan", options, null);
    var wrong = fence(device, "a3078f4f-0000-4aa1-a330-3a918f7ddd33");
    var e = assertThrows(CallException.class, () -> one.call(ClusterTopic.FENCE, wrong));
    assertEquals(ErrorCode.RULE, e.code(), e.sentence());
    assertEquals("on", text(lab.status("h2").get("state")));
    assertEquals(
        new ClusterTopic.Power(false, "power is off, verified twice"),
        one.call(ClusterTopic.FENCE, fence(device, text(host.get("host_uuid")))));
    assertEquals("off", text(lab.status("h2").get("state")));
  }

  private static ClusterTopic.Fence fence(ClusterTopic.PowerDevice device, String guid) {
    return new ClusterTopic.Fence(one.header(9), "h2", device, ClusterTopic.PowerAction.OFF, guid);
  }

  private static String text(JsonElement value) {
    return value.getAsString();
  }
}
