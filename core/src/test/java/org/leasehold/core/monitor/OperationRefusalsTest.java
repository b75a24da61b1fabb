package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.VmTopic;

/// Operations on hosts, stores, power devices and VMs that are refused before anything is changed:
/// the whole sentence, no change asked of any host, and the document as it was.
class OperationRefusalsTest extends WithTwoHosts {
  private static final VmId NO_VM = new VmId("99999999-9999-9999-9999-999999999999");
  private static final HostId NO_HOST = new HostId(9);
  private static final LockspaceName OTHER = new LockspaceName("other");
  private static final HostAddress ADDRESS =
      new HostAddress("kvm3", 0, "leasehold", List.of("ssh-ed25519 AAAA"));
  private static final List<Method<?, ?>> CHANGES =
      List.of(
          StoreTopic.CREATE_VOLUME,
          StoreTopic.CREATE_LEASE,
          StoreTopic.DELETE_LEASE,
          StoreTopic.JOIN,
          StoreTopic.LEAVE,
          VmTopic.RELEASE,
          VmTopic.PAUSE,
          VmTopic.RESUME,
          VmTopic.REBOOT);

  /// This engine acts, and what the cluster has runs.
  private void up() throws Exception {
    one.vms = List.of(running());
    acting();
    await(now -> vm(now) == VmStatus.UP);
    await(_ -> monitor.lines().all().stream().allMatch(HostLine::isHeard));
  }

  /// Who and what belongs to the cluster.
  private String members() {
    var document = Objects.requireNonNull(face.latest().state().document());
    return document.home()
        + "\n"
        + document.hosts()
        + "\n"
        + document.stores()
        + "\n"
        + document.vms().keySet();
  }

  private void refused(String sentence, Operation operation) throws Exception {
    var before = members();
    assertEquals(
        new Answer.Refused(sentence), face.ask("anna", operation).get(20, TimeUnit.SECONDS));
    assertEquals(before, members());
    for (var agent : List.of(one, two)) {
      for (var change : CHANGES) assertFalse(agent.asked.contains(change.name()), change.name());
    }
  }

  @Test
  void whatIsNoVmOfTheClusterIsNotWorkedOn() throws Exception {
    up();
    var sentence = "no VM %s in this cluster".formatted(NO_VM);
    refused(sentence, new Operation.Protect(NO_VM, HaMode.OFF));
    refused(sentence, new Operation.Edit(NO_VM, "<domain/>", 1, false));
    refused(sentence, new Operation.Release(NO_VM, one.host));
    refused(sentence, new Operation.PauseVm(NO_VM));
    refused(sentence, new Operation.ResumeVm(NO_VM));
    refused(sentence, new Operation.RebootVm(NO_VM));
  }

  @Test
  void whatIsNoHostOrStoreOfTheClusterIsNotWorkedOn() throws Exception {
    up();
    refused("no host 9 in this cluster", new Operation.Adopt(NO_HOST, "mail", null, false));
    refused("no host 9 in this cluster", new Operation.RemoveHost(NO_HOST));
    refused("no host 9 in this cluster", new Operation.TestPower(NO_HOST));
    refused("no store other in this cluster", new Operation.RemoveStore(OTHER));
    refused("no store other in this cluster", new Operation.MoveHome(OTHER, false));
    refused("no store other in this cluster", new Operation.MoveHome(OTHER, true));
  }

  @Test
  void aHostIsAddedOnceAndByANameThatIsOne() throws Exception {
    up();
    refused(
        "'kvm 3' is no name for a host: letters, digits, dot, dash, at most 63",
        new Operation.AddHost("kvm 3", ADDRESS));
    refused("there is a host kvm2 already", new Operation.AddHost("kvm2", ADDRESS));
  }

  @Test
  void aHostIsRemovedOnlyInMaintenance() throws Exception {
    up();
    refused(
        "kvm2 is not in maintenance: leasehold host maintenance kvm2",
        new Operation.RemoveHost(two.host));
  }

  @Test
  void aStoreIsMadeOnceAndOnlyThroughAHostThatIsConnected() throws Exception {
    up();
    refused(
        "there is a store home already",
        new Operation.CreateStore(one.host, OTHER, "home", "/srv/other", 512, 1, new IoTimeout(1)));
    refused(
        "there is a store home already",
        new Operation.CreateStore(
            one.host, FakeAgent.HOME, "again", "/srv/other", 512, 1, new IoTimeout(1)));
    refused(
        "no host 9 in this cluster",
        new Operation.CreateStore(NO_HOST, OTHER, "other", "/srv/other", 512, 1, new IoTimeout(1)));
  }

  private void volume(String layout, int hostIdMax) {
    one.on(
        StoreTopic.INSPECT_VOLUME,
        _ ->
            new StoreTopic.Inspection(
                "/srv/other", layout, "other", hostIdMax, List.of(), List.of()));
  }

  @Test
  void aVolumeOfOthersIsNotTakenIn() throws Exception {
    up();
    var add = new Operation.AddStore(one.host, "other", "/srv/other", new IoTimeout(1));
    volume("foreign", 0);
    refused("/srv/other was not made by Leasehold; it can be inspected, never joined", add);
    volume("leasehold", 3);
    refused(
        "hosts have joined /srv/other already: it belongs to another cluster, and a host id taken"
            + " twice ends the first holder's VMs",
        add);
    volume("leasehold", 0);
    refused(
        "there is a store home already",
        new Operation.AddStore(one.host, "home", "/srv/other", new IoTimeout(1)));
  }

  @Test
  void theClaimMovesOnlyToAStoreThatAHostHasJoined() throws Exception {
    up();
    face.ask("anna", new Request.PutStore(new StoreEntry(OTHER, new IoTimeout(1), true)))
        .get(10, TimeUnit.SECONDS);
    refused("no host that is connected has joined other", new Operation.MoveHome(OTHER, false));
  }

  private static FenceDevice device(String name) {
    return new FenceDevice(name, 1, "fence_ipmilan", new TreeMap<>(Map.of("ip", "10.0.0.1")), "");
  }

  @Test
  void aPowerDeviceTooManyOrWithAPasswordThatIsNoneIsNotSetUp() throws Exception {
    up();
    refused(
        "kvm1 has no power device: leasehold host power set kvm1",
        new Operation.TestPower(one.host));
    for (var password : List.of("x\naction=on", "x".repeat(10_000))) {
      refused(
          "the password is too long or has line breaks",
          new Operation.SetPower(one.host, device("bmc"), password, false, true));
    }
    refused(
        "no host 9 in this cluster",
        new Operation.SetPower(NO_HOST, device("bmc"), "", false, true));
    var full = FenceSettings.NONE;
    for (int i = 0; i < FenceSettings.DEVICES_MAX; i++) full = full.with(device("bmc" + i));
    face.ask("anna", new Request.SetFence(one.host, full)).get(10, TimeUnit.SECONDS);
    refused(
        "a host has at most %d power devices".formatted(FenceSettings.DEVICES_MAX),
        new Operation.SetPower(one.host, device("more"), "", false, true));
  }

  private void mail() {
    var mail = new VmId("22222222-2222-2222-2222-222222222222");
    var definition = new VmTopic.Definition(mail, "mail", 1, FakeAgent.HOME, "<domain/>", DISKS);
    for (var agent : List.of(one, two)) {
      agent.on(
          VmTopic.LIST,
          _ ->
              new VmTopic.Domains(
                  List.of(new VmTopic.Domain(mail, "mail", "running", true, false, false))));
      agent.on(VmTopic.OTHER_USERS, _ -> new VmTopic.Users(List.of()));
      agent.on(VmTopic.FORGET_DEFINITION, _ -> new Done("forgotten"));
    }
    one.on(
        VmTopic.ADOPT,
        ask ->
            new VmTopic.Adopted(
                definition,
                512,
                true,
                "",
                ask.dryRun() ? List.of() : List.of("it is paused; resume it or shut it down first"),
                List.of(),
                false));
    one.refuses(StoreTopic.INSPECT_LEASE, ErrorCode.UNKNOWN_NAME, "no lease");
    one.on(StoreTopic.CREATE_LEASE, _ -> new Done("made"));
  }

  /// The lease stays: the next adoption takes it.
  @Test
  void anAdoptionThatStopsAfterItsLeaseWasMadeSaysHowFarItCame() throws Exception {
    mail();
    up();
    var before = members();
    assertEquals(
        new Answer.Failed(
            "the lease was made, but mail was not adopted: it is paused; resume it or shut it down"
                + " first"),
        face.ask("anna", new Operation.Adopt(one.host, "mail", null, false))
            .get(20, TimeUnit.SECONDS));
    assertEquals(before, members());
  }

  @Test
  void aDefinitionThatNoHostHasIsNotShown() throws Exception {
    one.refuses(VmTopic.GET_DEFINITION, ErrorCode.RESOURCES, "its store does not answer");
    two.refuses(VmTopic.GET_DEFINITION, ErrorCode.UNKNOWN_NAME, "none is kept here");
    up();
    var document = Objects.requireNonNull(face.latest().state().document());
    var newer = web().redefined(3, 512, DISKS, HaMode.PROTECTED, FakeAgent.HOME);
    var e =
        assertThrows(
            ExecutionException.class,
            () -> NewestDefinition.of(face, document, newer).get(20, TimeUnit.SECONDS));
    var cause = (CallException) Objects.requireNonNull(e.getCause());
    assertEquals(
        "UNKNOWN_NAME: no host has a definition of web (kvm1: its store does not answer; kvm2: none"
            + " is kept here)",
        cause.code() + ": " + cause.sentence());
  }

  private String notRead(LockspaceName domain) {
    var e =
        assertThrows(ExecutionException.class, () -> face.volume(domain).get(20, TimeUnit.SECONDS));
    var cause = (CallException) Objects.requireNonNull(e.getCause());
    return cause.code() + ": " + cause.sentence();
  }

  @Test
  void aVolumeIsReadOnlyThroughAHostThatHasJoinedIt() throws Exception {
    up();
    assertEquals("UNKNOWN_NAME: no store other in this cluster", notRead(OTHER));
    assertEquals("UNREACHABLE: no host that answers has joined home", notRead(FakeAgent.HOME));
  }
}
