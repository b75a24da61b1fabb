package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.DetectionSettings;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.model.Settings;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.StoreTopic;

/// kvm2 is removed while nobody reaches it, and is back: in its lockspaces, under its former id.
class FormerIdTest extends WithTwoHosts {
  private static final Operation ADD =
      new Operation.AddHost(
          "kvm2", new HostAddress("kvm2", 0, "leasehold", List.of("ssh-ed25519 AAAA")));

  /// A silence counts after a second.
  FormerIdTest() {
    super(
        document()
            .with(
                new Epoch(3),
                Settings.DEFAULT.with(
                    new DetectionSettings(
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        0,
                        Duration.ofSeconds(180),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(300),
                        Duration.ofSeconds(60)))));
  }

  private final FakeAgent back = new FakeAgent(3);
  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  private Answer ask(Operation operation) throws Exception {
    return face.ask("anna", operation).get(20, TimeUnit.SECONDS);
  }

  private void removed() throws Exception {
    acting();
    await(_ -> monitor.lines().all().stream().filter(HostLine::isHeard).count() == 2);
    placed();
    two.cut();
    await(now -> status(now, two) == HostStatus.NON_RESPONSIVE);
    face.ask("anna", new Request.HostMaintenance(two.host, true)).get(10, TimeUnit.SECONDS);
    await(this::isInMaintenance);
    assertEquals(
        new Answer.Refused(
            "host kvm2: removal refused (it is silent, and nobody has confirmed that it is off: leasehold host confirm-rebooted kvm2)"),
        ask(new Operation.RemoveHost(two.host)));
    face.ask("anna", new Request.ConfirmRebooted(two.host, "")).get(10, TimeUnit.SECONDS);
    assertEquals(
        new Answer.Done(
            """
            kvm2 is not connected and is in home again when it is back; adding it then takes it out and gives it another id
            kvm2 is no host of the cluster any more; its id 2 is never given again"""),
        ask(new Operation.RemoveHost(two.host)));
    agents.put(back.host, back);
    back.enrolledAs = two.host;
    back.joined = List.of(FakeAgent.HOME, new LockspaceName("gone"));
    back.on(HostTopic.CHECK, _ -> new HostTopic.Checked(List.of()));
    back.on(StoreTopic.IDENTIFY, _ -> new StoreTopic.VolumeIdentity("nas:/", "nfs4"));
    back.on(StoreTopic.JOIN, this::joined);
    back.mayRefuse(StoreTopic.LEAVE, this::left);
  }

  private boolean isInMaintenance(Snapshot now) {
    var hosts = Objects.requireNonNull(now.state().document()).hosts();
    return Objects.requireNonNull(hosts.get(two.host)).maintenance();
  }

  private LockspaceReport joined(StoreTopic.Join ask) {
    told.add("joins " + ask.lockspace() + " as " + ask.host());
    back.enrolledAs = ask.host();
    return new LockspaceReport(
        ask.lockspace(),
        LockspaceReport.Standing.JOINED,
        new HostLife(ask.host(), new Generation(1)),
        100,
        0,
        5,
        ask.ioTimeout(),
        true,
        List.of());
  }

  private Done left(StoreTopic.Leave ask) throws CallException {
    told.add("leaves " + ask.lockspace());
    if (ask.lockspace().equals(FakeAgent.HOME)) return new Done("left home");
    throw new CallException(ErrorCode.UNKNOWN_NAME, "lockspace gone is not joined on this host");
  }

  @Test
  void itLeavesThemBeforeItJoinsUnderItsNewId() throws Exception {
    removed();
    assertEquals(
        new Answer.Done("kvm2 is host 3 of the cluster\nkvm2 joined home as host 3"), ask(ADD));
    assertEquals(List.of("leaves gone", "leaves home", "joins home as 3"), List.copyOf(told));
  }

  /// It may still run a VM there that nobody knows of.
  @Test
  void whereItHoldsALeaseItStaysAndDoesNotJoin() throws Exception {
    removed();
    var held = "lockspace home stays: a lease in it is held on this host";
    back.refuses(StoreTopic.LEAVE, ErrorCode.RULE, held);
    assertEquals(
        new Answer.Done(
            "kvm2 is host 3 of the cluster\nkvm2 did not join home: "
                + held
                + "; mend it, then: leasehold storage add /srv/home"),
        ask(ADD));
    assertEquals(List.of(), List.copyOf(told));
  }

  /// The address of kvm1, under another name.
  @Test
  void aHostOfTheClusterLeavesNothing() throws Exception {
    removed();
    back.enrolledAs = one.host;
    var not = "this host has id 1; an id is given once, 3 is another's";
    back.refuses(StoreTopic.JOIN, ErrorCode.RULE, not);
    assertEquals(
        new Answer.Done(
            "kvm2 is host 3 of the cluster\nkvm2 did not join home: "
                + not
                + "; mend it, then: leasehold storage add /srv/home"),
        ask(ADD));
    assertEquals(List.of(), List.copyOf(told));
  }
}
