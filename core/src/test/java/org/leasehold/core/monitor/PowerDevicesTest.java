package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.leasehold.core.engine.Claim;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.CommandHeader;
import org.leasehold.core.engine.CommandId;
import org.leasehold.core.engine.Memory;
import org.leasehold.core.engine.Outcome;
import org.leasehold.core.engine.PowerFault;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.ClusterTopic.PowerAction;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Wire;

/// Power devices are set up, kept secret, looked at, and switched in groups, through other hosts'
/// agents.
@Timeout(60)
class PowerDevicesTest {
  private static final String PASSWORD = "hunter2 secret";
  private static final String GUID = "a3078f4f-0000-4aa1-a330-3a918f7ddd33";

  private final Map<HostId, FakeAgent> agents = new TreeMap<>();

  /// What the devices say, by address: `on`, `off`, or a refusal.
  private final Map<String, Object> devices = new ConcurrentHashMap<>();

  /// `OFF 10.0.0.1 through 2`, in order.
  private final ConcurrentLinkedQueue<String> switched = new ConcurrentLinkedQueue<>();

  private final Map<HostId, Map<String, String>> kept = new ConcurrentHashMap<>();
  private final MemoryJournal journal = new MemoryJournal();
  private @Nullable Monitor monitor;

  @BeforeEach
  void agents() {
    for (int id = 1; id <= 3; id++) {
      var agent = new FakeAgent(id);
      agents.put(agent.host, agent);
      kept.put(agent.host, new TreeMap<>());
      agent.on(ClusterTopic.SYSTEM_GUID, _ -> new ClusterTopic.SystemGuid(GUID));
      agent.mayRefuse(ClusterTopic.FENCE, ask -> answer(agent, ask));
      agent.on(ClusterTopic.KEEP_SECRETS, ask -> keep(agent, ask));
      agent.on(ClusterTopic.GET_SECRETS, ask -> get(agent, ask));
    }
  }

  private ClusterTopic.Power answer(FakeAgent agent, ClusterTopic.Fence ask) throws CallException {
    var ip = Objects.requireNonNull(ask.device().options().get("ip"));
    var secret = ask.device().secret();
    if (secret != null && !keptBy(agent).containsKey(secret)) {
      throw new CallException(ErrorCode.UNKNOWN_NAME, "no password here");
    }
    if (devices.get(ip) instanceof ErrorCode refusal)
      throw new CallException(refusal, "it says no");
    if (ask.action() != PowerAction.STATUS) {
      switched.add("%s %s through %s".formatted(ask.action(), ip, agent.host));
      devices.put(ip, ask.action() == PowerAction.OFF ? "off" : "on");
    }
    return new ClusterTopic.Power("on".equals(devices.get(ip)), "power is " + devices.get(ip));
  }

  private Map<String, String> keptBy(FakeAgent agent) {
    return Objects.requireNonNull(kept.get(agent.host));
  }

  private ClusterTopic.SecretsKept keep(FakeAgent agent, ClusterTopic.KeepSecrets ask) {
    var mine = keptBy(agent);
    mine.keySet().retainAll(ask.wanted());
    mine.putAll(ask.given());
    return new ClusterTopic.SecretsKept(List.copyOf(mine.keySet()));
  }

  private ClusterTopic.Secrets get(FakeAgent agent, ClusterTopic.GetSecrets ask) {
    var found = new TreeMap<>(keptBy(agent));
    found.keySet().retainAll(ask.wanted());
    return new ClusterTopic.Secrets(found);
  }

  @AfterEach
  void end() {
    if (monitor != null) monitor.close();
  }

  private Monitor acting(FenceSettings ofTheFirst) throws InterruptedException {
    var made =
        new Monitor(
            new Monitor.Parts(
                "desk1",
                null,
                document(ofTheFirst),
                Memory.NONE,
                (host, _) -> Objects.requireNonNull(agents.get(host.id())),
                journal,
                Notifier.NONE,
                EngineClock.ofThisMachine()));
    monitor = made.start();
    await(
        made,
        it ->
            it.state().claim() == Claim.ACTING
                && it.lines().all().stream().filter(HostLine::isHeard).count() == reachable());
    return made;
  }

  private long reachable() {
    return agents.values().stream().filter(agent -> agent.reachable).count();
  }

  private static ClusterDocument document(FenceSettings ofTheFirst) {
    var hosts = new TreeMap<HostId, HostEntry>();
    for (int id = 1; id <= 3; id++) {
      var host = new HostId(id);
      var address = new HostAddress("kvm" + id, 0, "leasehold", List.of("ssh-ed25519 AAAA"));
      var fence = id == 1 ? ofTheFirst : FenceSettings.NONE;
      hosts.put(host, new HostEntry(host, "kvm" + id, false, fence, address));
    }
    var stores = new TreeMap<LockspaceName, StoreEntry>();
    stores.put(FakeAgent.HOME, new StoreEntry(FakeAgent.HOME, new IoTimeout(1), true));
    return new ClusterDocument(
        new Epoch(3), 4, hosts, stores, new TreeMap<>(), FakeAgent.HOME, Settings.DEFAULT);
  }

  private void await(Monitor of, Predicate<Monitor> is) throws InterruptedException {
    while (!is.test(of)) {
      for (var agent : agents.values()) agent.report();
      Thread.sleep(20);
    }
  }

  private static FenceDevice device(String name, int order, String ip) {
    return new FenceDevice(name, order, "fence_ipmilan", new TreeMap<>(Map.of("ip", ip)), "");
  }

  private static Answer set(Monitor on, FenceDevice device, boolean untested) throws Exception {
    return on.operations()
        .run("anna", new Operation.SetPower(new HostId(1), device, PASSWORD, false, untested))
        .get(20, TimeUnit.SECONDS);
  }

  private static FenceSettings fence(Monitor of) {
    var document = Objects.requireNonNull(of.state().document());
    return Objects.requireNonNull(document.hosts().get(new HostId(1))).fence();
  }

  @Test
  void aDeviceThatAnswersIsSetUpAndItsPasswordIsKeptByTheOtherHostsOnly() throws Exception {
    devices.put("10.0.0.1", "on");
    var engine = acting(FenceSettings.NONE);
    assertEquals(
        new Answer.Done(
            """
            bmc (fence_ipmilan at 10.0.0.1) through kvm2: power is on
            bmc (fence_ipmilan at 10.0.0.1) through kvm3: power is on
            password kept by kvm2, kvm3
            kvm1 can be switched by bmc (fence_ipmilan at 10.0.0.1)"""),
        set(engine, device("bmc", 1, "10.0.0.1"), false));
    await(engine, it -> fence(it).isUsable());
    var now = fence(engine);
    assertEquals(GUID, now.guid());
    var secret = now.devices().getFirst().secret();
    assertEquals(
        List.of(Map.of(), Map.of(secret, PASSWORD), Map.of(secret, PASSWORD)),
        List.of(
            keptBy(Objects.requireNonNull(agents.get(new HostId(1)))),
            keptBy(Objects.requireNonNull(agents.get(new HostId(2)))),
            keptBy(Objects.requireNonNull(agents.get(new HostId(3))))));
    assertFalse(Wire.GSON.toJson(engine.state()).contains(PASSWORD));
    assertFalse(journal.lines.toString().contains(PASSWORD));
    assertFalse(engine.chronicle().broadcast().latest().toString().contains(PASSWORD));
  }

  @Test
  void aDeviceThatDoesNotAnswerIsNotSetUpUnlessOneSaysUntested() throws Exception {
    devices.put("10.0.0.1", ErrorCode.UNREACHABLE);
    var engine = acting(FenceSettings.NONE);
    assertEquals(
        new Answer.Refused(
            "nothing was set up, for the device does not work; bmc (fence_ipmilan at 10.0.0.1) through kvm2: it says no; bmc (fence_ipmilan at 10.0.0.1) through kvm3: it says no"),
        set(engine, device("bmc", 1, "10.0.0.1"), false));
    assertEquals(FenceSettings.NONE, fence(engine));
    assertEquals(Answer.Done.class, set(engine, device("bmc", 1, "10.0.0.1"), true).getClass());
  }

  @Test
  void aDeviceThatSaysOffOfAHostThatAnswersIsAnotherHosts() throws Exception {
    devices.put("10.0.0.1", "off");
    var engine = acting(FenceSettings.NONE);
    var answer = set(engine, device("bmc", 1, "10.0.0.1"), false);
    assertEquals(Answer.Refused.class, answer.getClass());
    assertTrue(
        answer
            .text()
            .contains("it says off, but kvm1 answers: it is another host's device, or it lies"),
        answer.text());
  }

  @Test
  void whatIsNoDeviceIsRefusedWithItsSentence() throws Exception {
    var engine = acting(FenceSettings.NONE);
    var ip = new TreeMap<>(Map.of("ip", "10.0.0.1"));
    assertEquals(
        new Answer.Refused("'a b' is no name for a device: letters, digits, dot, dash, at most 40"),
        set(engine, new FenceDevice("a b", 1, "fence_ipmilan", ip, ""), false));
    assertEquals(
        new Answer.Refused("the order is 1 to 4, not 5"),
        set(engine, new FenceDevice("bmc", 5, "fence_ipmilan", ip, ""), false));
    var path = new TreeMap<>(Map.of("ipmitool_path", "/tmp/x"));
    assertTrue(
        set(engine, new FenceDevice("bmc", 1, "fence_ipmilan", path, ""), false)
            .text()
            .startsWith("option 'ipmitool_path' is not allowed; allowed are "));
    var secret = new TreeMap<>(Map.of("password", PASSWORD));
    assertEquals(
        new Answer.Refused(
            "option 'password' is a secret: give it at the prompt or with --password-file"),
        set(engine, new FenceDevice("bmc", 1, "fence_ipmilan", secret, ""), false));
    assertTrue(
        set(engine, new FenceDevice("bmc", 1, "fence_dummy", ip, ""), false)
            .text()
            .startsWith("no such fence agent here; there are fence_apc, "));
    var keeps =
        engine
            .operations()
            .run(
                "anna",
                new Operation.SetPower(
                    new HostId(1), device("bmc", 1, "10.0.0.1"), "", true, false));
    assertEquals(
        new Answer.Refused("kvm1 has no device 'bmc' yet, so there is no password to keep"),
        keeps.get(20, TimeUnit.SECONDS));
  }

  @Test
  void aHostThatComesLaterIsGivenThePasswordsByAnother() throws Exception {
    devices.put("10.0.0.1", "on");
    var three = Objects.requireNonNull(agents.get(new HostId(3)));
    three.reachable = false;
    var engine = acting(FenceSettings.NONE);
    set(engine, device("bmc", 1, "10.0.0.1"), false);
    assertEquals(Map.of(), keptBy(three));
    three.reachable = true;
    await(engine, it -> keptBy(three).containsValue(PASSWORD));
    assertEquals(Map.of(), keptBy(Objects.requireNonNull(agents.get(new HostId(1)))));
  }

  @Test
  void aDeviceThatStopsAnsweringIsToldAndSoIsItsReturn() throws Exception {
    devices.put("10.0.0.1", "on");
    var engine = acting(new FenceSettings(true, "", List.of(device("bmc", 1, "10.0.0.1"))));
    devices.put("10.0.0.1", ErrorCode.UNREACHABLE);
    engine
        .ask(
            "anna",
            new Request.SetFence(
                new HostId(1), new FenceSettings(true, "", List.of(device("bmc2", 1, "10.0.0.1")))))
        .get(20, TimeUnit.SECONDS);
    await(engine, it -> told("power.check.failed"));
    var line =
        journal.lines.stream().filter(it -> it.id().equals("power.check.failed")).findFirst();
    assertEquals(
        "its power could not be switched now|bmc2 (fence_ipmilan at 10.0.0.1) through kvm2: it says no; bmc2 (fence_ipmilan at 10.0.0.1) through kvm3: it says no",
        line.map(it -> it.what() + "|" + it.because()).orElse(""));
  }

  private boolean told(String id) {
    return journal.lines.stream().anyMatch(line -> line.id().equals(id));
  }

  // Switching.

  private Outcome fenced(
      Command.PowerFence.Power power, @Nullable String closed, FenceDevice... all)
      throws Exception {
    var engine = acting(FenceSettings.NONE);
    var entry =
        new HostEntry(new HostId(1), "kvm1", false, new FenceSettings(true, "", List.of(all)));
    var header =
        new CommandHeader(
            new CommandId(7), new Epoch(9), System.nanoTime(), 10_000, null, 0, "test");
    return new AgentPower(_ -> closed)
        .fence(
            new Command.PowerFence(header, new HostId(1), new HostId(2), power),
            engine.lines().get(new HostId(2)),
            entry);
  }

  private Outcome off(@Nullable String closed, FenceDevice... all) throws Exception {
    return fenced(Command.PowerFence.Power.OFF, closed, all);
  }

  @Test
  void theSecondGroupIsTriedOnlyWhereTheFirstFailed() throws Exception {
    devices.put("10.0.0.1", "on");
    devices.put("10.0.0.2", "on");
    assertEquals(
        new Outcome.Done("bmc (fence_ipmilan at 10.0.0.1) through kvm2: power is off"),
        off(null, device("bmc", 1, "10.0.0.1"), device("pdu", 2, "10.0.0.2")));
    assertEquals(List.of("OFF 10.0.0.1 through 2"), List.copyOf(switched));
  }

  @Test
  void whereTheFirstGroupFailsTheSecondIsTriedWhileTheReasonStands() throws Exception {
    devices.put("10.0.0.1", ErrorCode.UNREACHABLE);
    devices.put("10.0.0.2", "on");
    assertEquals(
        new Outcome.Done("pdu (fence_ipmilan at 10.0.0.2) through kvm2: power is off"),
        off(null, device("bmc", 1, "10.0.0.1"), device("pdu", 2, "10.0.0.2")));
    end();
    switched.clear();
    assertEquals(
        new Outcome.NotSwitched(
            PowerFault.CALLED_OFF,
            "not tried further, the case is closed; bmc (fence_ipmilan at 10.0.0.1) through kvm2: it says no"),
        off("the case is closed", device("bmc", 1, "10.0.0.1"), device("pdu", 2, "10.0.0.2")));
    assertEquals(List.of(), List.copyOf(switched));
  }

  @Test
  void ofTwoSuppliesBothMustBeOff() throws Exception {
    devices.put("10.0.0.1", "on");
    devices.put("10.0.0.2", ErrorCode.IN_DOUBT);
    var both = new FenceDevice[] {device("left", 1, "10.0.0.1"), device("right", 1, "10.0.0.2")};
    assertEquals(
        new Outcome.NotSwitched(
            PowerFault.PARTLY,
            "left (fence_ipmilan at 10.0.0.1) through kvm2: power is off; right (fence_ipmilan at 10.0.0.2) through kvm2: it says no"),
        off(null, both));
    end();
    devices.put("10.0.0.2", "on");
    assertEquals(Outcome.Done.class, off(null, both).getClass());
  }

  @Test
  void onSwitchesEveryDeviceForAnyMayBeOff() throws Exception {
    devices.put("10.0.0.1", ErrorCode.UNREACHABLE);
    devices.put("10.0.0.2", "off");
    assertEquals(
        Outcome.Done.class,
        fenced(
                Command.PowerFence.Power.ON,
                null,
                device("bmc", 1, "10.0.0.1"),
                device("pdu", 2, "10.0.0.2"))
            .getClass());
    assertEquals(List.of("ON 10.0.0.2 through 2"), List.copyOf(switched));
  }

  @Test
  void everyWayToFailHasAFaultOfItsOwn() throws Exception {
    var faults = new ArrayList<PowerFault>();
    for (var code :
        List.of(
            ErrorCode.UNKNOWN_NAME,
            ErrorCode.RESOURCES,
            ErrorCode.RULE,
            ErrorCode.UNREACHABLE,
            ErrorCode.TIMED_OUT,
            ErrorCode.IN_DOUBT,
            ErrorCode.STALE)) {
      devices.put("10.0.0.1", code);
      if (off(null, device("bmc", 1, "10.0.0.1")) instanceof Outcome.NotSwitched not) {
        faults.add(not.fault());
      }
      end();
    }
    assertEquals(
        List.of(
            PowerFault.NO_PASSWORD,
            PowerFault.NOT_SET_UP,
            PowerFault.WRONG_HOST,
            PowerFault.NO_ANSWER,
            PowerFault.TOO_SLOW,
            PowerFault.NOT_AS_ASKED,
            PowerFault.NO_PROXY),
        faults);
    assertEquals(
        new Outcome.NotSwitched(PowerFault.NOT_SET_UP, "no power device is set up for kvm1"),
        off(null));
  }

  private FakeAgent agent(int id) {
    return Objects.requireNonNull(agents.get(new HostId(id)));
  }

  private void notSetUp(String sentence, Monitor on, boolean untested) throws Exception {
    assertEquals(new Answer.Refused(sentence), set(on, device("bmc", 1, "10.0.0.1"), untested));
    assertEquals(FenceSettings.NONE, fence(on));
    assertEquals(List.of(), List.copyOf(switched));
  }

  @Test
  void aDeviceThatNoOtherHostCouldSwitchIsNotSetUp() throws Exception {
    agent(2).reachable = false;
    agent(3).reachable = false;
    notSetUp(
        "no other host is connected; a host's power is switched through another host's agent",
        acting(FenceSettings.NONE),
        true);
  }

  @Test
  void aDeviceIsNotSetUpWhileItsHostCannotSayWhoItIs() throws Exception {
    agent(1).reachable = false;
    notSetUp(
        "kvm1 is not connected, so its system UUID cannot be compared with the device's; connect it"
            + " first, or say --untested",
        acting(FenceSettings.NONE),
        false);
  }

  @Test
  void aDeviceWhosePasswordNoHostKeepsIsNotSetUp() throws Exception {
    for (int id = 2; id <= 3; id++) {
      agent(id).refuses(ClusterTopic.KEEP_SECRETS, ErrorCode.RESOURCES, "its disk is full");
    }
    notSetUp(
        "no host keeps the password; kvm2: its disk is full; kvm3: its disk is full",
        acting(FenceSettings.NONE),
        true);
  }

  @Test
  void aHostWithoutASystemUuidIsSetUpAndItIsSaidWhatCannotBeChecked() throws Exception {
    devices.put("10.0.0.1", "on");
    agent(1).on(ClusterTopic.SYSTEM_GUID, _ -> new ClusterTopic.SystemGuid(null));
    assertEquals(
        new Answer.Done(
            """
            kvm1 has no system UUID: that the device is its own cannot be checked
            bmc (fence_ipmilan at 10.0.0.1) through kvm2: power is on
            bmc (fence_ipmilan at 10.0.0.1) through kvm3: power is on
            password kept by kvm2, kvm3
            kvm1 can be switched by bmc (fence_ipmilan at 10.0.0.1)"""),
        set(acting(FenceSettings.NONE), device("bmc", 1, "10.0.0.1"), false));
  }

  @Test
  void aSecondDeviceOfAHostWhosePowerFencingIsOffDoesNotSwitchItOn() throws Exception {
    devices.put("10.0.0.1", "on");
    devices.put("10.0.0.2", "on");
    var first = new FenceSettings(false, GUID, List.of(device("bmc", 1, "10.0.0.1")));
    var answer = set(acting(first), device("pdu", 2, "10.0.0.2"), false).text();
    assertEquals(
        "power fencing of kvm1 is off: leasehold host power enable kvm1",
        answer.lines().toList().getLast());
  }

  @Test
  void aHostWhosePowerNobodyCouldSwitchIsToldSo() throws Exception {
    devices.put("10.0.0.1", "on");
    agent(2).reachable = false;
    agent(3).reachable = false;
    acting(new FenceSettings(true, "", List.of(device("bmc", 1, "10.0.0.1"))));
    await(Objects.requireNonNull(monitor), _ -> told("power.check.failed"));
    assertEquals(
        List.of("no other host is connected that could switch its power"),
        journal.lines.stream()
            .filter(it -> it.id().equals("power.check.failed"))
            .map(EventLine::because)
            .toList());
  }
}
