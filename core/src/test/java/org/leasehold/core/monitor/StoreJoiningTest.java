package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.StoreTopic;

/// A store that not every host can join belongs to the cluster all the same, and who is missing is
/// said with what to do.
class StoreJoiningTest extends WithTwoHosts {
  private void volume(String layout, int hostIdMax) {
    for (var agent : List.of(one, two)) {
      agent.on(
          StoreTopic.INSPECT_VOLUME,
          ask ->
              new StoreTopic.Inspection(
                  ask.path(), layout, "other", hostIdMax, List.of(), List.of()));
      agent.on(
          StoreTopic.IDENTIFY, _ -> new StoreTopic.VolumeIdentity("nas:/export", "0011223344"));
      agent.on(StoreTopic.JOIN, ask -> joined(agent, ask));
    }
  }

  private static LockspaceReport joined(FakeAgent agent, StoreTopic.Join ask) {
    return new LockspaceReport(
        ask.lockspace(),
        LockspaceReport.Standing.JOINED,
        new HostLife(agent.host, new Generation(1)),
        100,
        0,
        5,
        ask.ioTimeout(),
        true,
        List.of());
  }

  private Answer added() throws Exception {
    var add = new Operation.AddStore(one.host, "other", "/srv/other", new IoTimeout(1));
    return face.ask("anna", add).get(20, TimeUnit.SECONDS);
  }

  private void up() throws Exception {
    acting();
    await(_ -> monitor.lines().all().stream().filter(HostLine::isHeard).count() == 2);
  }

  @Test
  void aHostThatCannotJoinIsNamedWithItsReason() throws Exception {
    volume("leasehold", 0);
    two.refuses(StoreTopic.JOIN, ErrorCode.RULE, "/srv/other is on another file system");
    up();
    assertEquals(
        new Answer.Done(
            """
            kvm1 joined other as host 1
            kvm2 did not join: /srv/other is on another file system"""),
        added());
  }

  @Test
  void aHostThatIsNotConnectedJoinsLater() throws Exception {
    volume("leasehold", 0);
    up();
    two.cut();
    await(now -> status(now, two) != HostStatus.UP);
    assertEquals(
        new Answer.Done(
            """
            kvm1 joined other as host 1
            kvm2 is not connected; when it is: leasehold storage add /srv/other"""),
        added());
  }

  @Test
  void aVolumeOfAnotherProgramOrClusterIsNeverJoined() throws Exception {
    volume("ovirt", 0);
    up();
    assertEquals(
        new Answer.Refused(
            "/srv/other was not made by Leasehold; it can be inspected, never joined"),
        added());
    volume("leasehold", 3);
    assertEquals(
        new Answer.Refused(
            "hosts have joined /srv/other already: it belongs to another cluster, and a host id"
                + " taken twice ends the first holder's VMs"),
        added());
  }
}
