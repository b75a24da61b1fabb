package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.PauseReason;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.model.VmRun;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.VmTopic;

/// What is refused about VMs: one sentence each that says what, where and what to do, and nothing
/// is changed.
class VmRefusalsTest extends WithTwoHosts {
  private static final VmId MAIL = new VmId("22222222-2222-2222-2222-222222222222");

  private void up() throws Exception {
    one.vms = List.of(running());
    prepare();
    acting();
    await(now -> vm(now) == VmStatus.UP);
  }

  private void prepare() {
    for (var agent : List.of(one, two)) {
      agent.on(
          VmTopic.LIST,
          _ -> new VmTopic.Domains(List.of(domain(WEB, "web"), domain(MAIL, "mail"))));
      agent.on(VmTopic.GET_DEFINITION, _ -> definition(WEB, "web", 1));
      agent.on(VmTopic.OTHER_USERS, _ -> new VmTopic.Users(List.of()));
      agent.on(VmTopic.PUT_DEFINITION, _ -> new Done("kept"));
      agent.refuses(StoreTopic.INSPECT_LEASE, ErrorCode.UNKNOWN_NAME, "no lease");
    }
  }

  private static VmTopic.Domain domain(VmId vm, String name) {
    return new VmTopic.Domain(vm, name, "running", true, false, false);
  }

  private static VmTopic.Definition definition(VmId vm, String name, long revision) {
    return new VmTopic.Definition(vm, name, revision, FakeAgent.HOME, "<domain/>", DISKS);
  }

  private void refused(Operation operation, String sentence) throws Exception {
    var answer = face.ask("anna", operation).get(20, TimeUnit.SECONDS);
    assertEquals(new Answer.Refused(sentence), answer);
    for (var agent : List.of(one, two)) {
      for (var change :
          List.of(StoreTopic.CREATE_LEASE, StoreTopic.DELETE_LEASE, VmTopic.RELEASE)) {
        assertFalse(agent.asked.contains(change.name()), change.name());
      }
    }
  }

  private static Operation adopt(HostId host, String name) {
    return new Operation.Adopt(host, name, null, false);
  }

  @Test
  void whatIsAVmOfTheClusterOrUnknownIsNotAdopted() throws Exception {
    up();
    refused(adopt(one.host, "web"), "web is a VM of this cluster already");
    refused(adopt(one.host, "shop"), "libvirt on kvm1 knows no VM shop");
  }

  @Test
  void anotherUserOfItsDisksOnAnyHostIsNamed() throws Exception {
    up();
    one.on(
        VmTopic.ADOPT,
        ask ->
            new VmTopic.Adopted(
                definition(MAIL, "mail", 1),
                512,
                true,
                "",
                List.of("it is paused; resume it or shut it down first"),
                List.of(),
                false));
    two.on(VmTopic.OTHER_USERS, _ -> new VmTopic.Users(List.of("domain old uses /srv/web.raw")));
    refused(
        adopt(one.host, "mail"),
        """
        mail cannot be adopted:
          it is paused; resume it or shut it down first
          kvm2: domain old uses /srv/web.raw\
        """);
  }

  @Test
  void aHostThatWasNotHeardMayUseTheDisks() throws Exception {
    two.reachable = false;
    one.vms = List.of(running());
    prepare();
    acting();
    refused(
        adopt(one.host, "mail"),
        "kvm2 has not been heard, and may use the VM's disks; bring it back, or remove it");
  }

  @Test
  void anEngineThatWatchesSaysWhoActs() throws Exception {
    for (var agent : List.of(one, two)) {
      agent.refuses(ClusterTopic.HOLD_CLAIM, ErrorCode.LEASE_HELD, "desk2 holds it through kvm2");
    }
    prepare();
    monitor.start();
    var release = new Operation.Release(WEB, one.host);
    var said =
        new Answer.Refused(
            "this engine only watches, because desk2 holds it through kvm2; ask the engine that"
                + " acts");
    // Until it has asked for the claim it knows of nobody else.
    while (!face.ask("anna", release).get(20, TimeUnit.SECONDS).equals(said)) {
      one.report();
      two.report();
      Thread.sleep(20);
    }
    assertFalse(one.asked.contains(StoreTopic.DELETE_LEASE.name()));
  }

  @Test
  void anEditRestsOnTheNewestDefinitionAndOnWhatEveryHostCanRun() throws Exception {
    up();
    var edit = new Operation.Edit(WEB, "<domain/>", 1, false);
    two.on(VmTopic.GET_DEFINITION, _ -> definition(WEB, "web", 2));
    refused(
        edit,
        "the definition of web was changed meanwhile: revision 2, and yours is based on 1; begin"
            + " anew");
    two.on(VmTopic.GET_DEFINITION, _ -> definition(WEB, "web", 1));
    one.on(
        VmTopic.CHECK_DEFINITION,
        _ -> new VmTopic.CheckedDefinition("<domain/>", DISKS, 512, "+ a", List.of()));
    two.on(
        VmTopic.CHECK_DEFINITION,
        _ ->
            new VmTopic.CheckedDefinition(
                "<domain/>", DISKS, 512, "", List.of("bridge br7 is missing")));
    refused(edit, "web cannot be defined so:\n  kvm2: bridge br7 is missing");
    two.on(
        VmTopic.CHECK_DEFINITION,
        _ -> new VmTopic.CheckedDefinition("<domain/>", DISKS, 512, "+ a", List.of()));
    refused(edit, "web is up; shut it down first: leasehold vm stop web");
    for (var agent : List.of(one, two)) {
      agent.refuses(VmTopic.GET_DEFINITION, ErrorCode.UNKNOWN_NAME, "none is kept");
    }
    refused(edit, "no host in reach has a definition of web");
  }

  @Test
  void aVmThatIsPausedIsNeitherReleasedNorKeptAliveInAnotherWay() throws Exception {
    one.vms =
        List.of(new VmReport(WEB, VmRun.PAUSED, PauseReason.USER, 1000, null, null, 0, DISKS, ""));
    prepare();
    acting();
    await(now -> vm(now) == VmStatus.PAUSED);
    refused(
        new Operation.Protect(WEB, HaMode.OFF),
        "web is paused; its mode changes only while it is up or down");
    refused(
        new Operation.Release(WEB, one.host),
        "web is paused; it is released only while it is up or down");
  }

  @Test
  void aVmThatRunsIsProtectedOnlyIfNobodyElseUsesItsDisks() throws Exception {
    up();
    one.on(
        VmTopic.UNPLUG_LEASE,
        ask -> {
          one.vms = List.of(VmReport.running(WEB, null, DISKS));
          one.on(VmTopic.GET_DEFINITION, _ -> ask.next());
          one.report();
          return new Done("runs without a lease");
        });
    assertEquals(
        new Answer.Done("web is left alone now"),
        face.ask("anna", new Operation.Protect(WEB, HaMode.OFF)).get(20, TimeUnit.SECONDS));
    two.on(VmTopic.OTHER_USERS, _ -> new VmTopic.Users(List.of("domain old uses /srv/web.raw")));
    refused(
        new Operation.Protect(WEB, HaMode.PROTECTED),
        "web cannot be protected:\n  kvm2: domain old uses /srv/web.raw");
  }
}
