package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.leasehold.agent.lease.LeaderRead;
import org.leasehold.agent.vm.HypervisorException.Kind;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.VmTopic;

/// Migrations that are refused, each with its sentence: by the target before a door is open, by the
/// source before libvirt is asked.
class MigrationRefusalsTest extends WithOneHost {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String KEY = "ssh-ed25519 AAAA";
  private Incoming incoming;
  private Outgoing outgoing;

  @BeforeEach
  void bothSides() {
    incoming =
        new Incoming(
            parts,
            table,
            resumes,
            folder.resolve("incoming"),
            folder.resolve("libvirt-sock"),
            Duration.ofMillis(50));
    outgoing =
        new Outgoing(
            parts,
            table,
            resumes,
            new Outgoing.Ways(folder.resolve("outgoing"), Path.of("/key"), false));
  }

  private void notLetIn(ErrorCode code, String sentence, long revision) throws Exception {
    var ask = new VmTopic.PrepareIncoming(HEADER, MAIL, revision, "kvm2");
    refused(code, sentence, () -> incoming.prepare(ask));
  }

  private void notSent(
      ErrorCode code, String sentence, String address, String key, String token, String path)
      throws Exception {
    refused(code, sentence, () -> outgoing.migrate(ask(address, key, token, path), CALL));
  }

  private static VmTopic.Migrate ask(
      String address, String key, String token, @Nullable String path) {
    return new VmTopic.Migrate(HEADER, MAIL, "kvm2", address, key, token, path, "");
  }

  @Test
  void theTargetKeepsNoDefinitionOrAnotherRevision() throws Exception {
    notLetIn(
        ErrorCode.STALE,
        "the definition of VM mail is kept at revision 4 here, revision 3 was asked for",
        3);
    parts.store().remove(MAIL);
    notLetIn(
        ErrorCode.UNKNOWN_NAME, "no definition of VM %s is kept on this host".formatted(MAIL), 4);
  }

  @Test
  void theTargetIsUnfitOrHasNotJoinedOrCannotReadTheLease() throws Exception {
    leader = new LeaderRead.Unread("the storage did not answer");
    notLetIn(ErrorCode.UNREACHABLE, "the storage did not answer", 4);
    phase = null;
    notLetIn(ErrorCode.NOT_JOINED, "lockspace ls is not joined on this host", 4);
    parts.fitness().unfit("VM web ran and its lease could not be proven");
    notLetIn(
        ErrorCode.RULE,
        "this host is unfit to protect VMs: VM web ran and its lease could not be proven; look at"
            + " it with leasehold-agent check",
        4);
  }

  /// Nothing is expected then: one that a person moves in by hand is left alone, as any other.
  @Test
  void aDoorThatCannotBeMadeLetsNothingInAndNothingIsExpected() throws Exception {
    Files.writeString(folder.resolve("incoming"), "a file");
    notLetIn(
        ErrorCode.RESOURCES,
        "the door for the migration cannot be made: " + folder.resolve("incoming"),
        4);
    runsWithItsLease(9);
    incoming.arrived(table.of(MAIL));
    assertEquals(List.of(), told);
    assertEquals(
        List.of(
            "VM %s came in past Leasehold; its version is not written down, so it is never resumed after a pause"
                .formatted(MAIL)),
        journal.since(0, 10).events().stream().map(event -> event.text()).toList());
  }

  /// The version that was expected is an old one by then.
  @Test
  void aMigrationThatDidNotComeIsNotExpectedAnyMore() throws Exception {
    var token = incoming.prepare(new VmTopic.PrepareIncoming(HEADER, MAIL, 4, "kvm2")).token();
    var door = UnixDomainSocketAddress.of(folder.resolve("incoming").resolve(token));
    SocketChannel.open(door).close();
    // Nobody listens behind it; then the time in which it could still arrive.
    while (incoming.isExpected(MAIL)) Thread.sleep(10);
    runsWithItsLease(9);
    incoming.arrived(table.of(MAIL));
    assertEquals(List.of(), told);
  }

  @Test
  void aDoorThatCannotBeMadeTakesNothingFromTheMigrationThatIsUnderWay() throws Exception {
    incoming.prepare(new VmTopic.PrepareIncoming(HEADER, MAIL, 4, "kvm2"));
    var doors = folder.resolve("incoming");
    Files.move(doors, folder.resolve("elsewhere"));
    Files.writeString(doors, "a file");
    notLetIn(ErrorCode.RESOURCES, "the door for the migration cannot be made: " + doors, 4);
    assertTrue(incoming.isExpected(MAIL));
  }

  /// It runs, and its proof cannot be kept: it is left running, and said.
  @Test
  void anArrivalThatCannotBeWrittenDownIsSaid() throws Exception {
    incoming.prepare(new VmTopic.PrepareIncoming(HEADER, MAIL, 4, "kvm2"));
    power = VmSeen.Power.RUNNING;
    var ledger = noLedger();
    failed(
        ErrorCode.RESOURCES,
        "the lease's version cannot be written down: " + ledger,
        () -> incoming.arrived(table.of(MAIL)));
    assertEquals(List.of(), told);
  }

  @Test
  void whatCouldReachAShellOrAnotherHostIsNotSent() throws Exception {
    power = VmSeen.Power.RUNNING;
    for (var address : List.of("kvm2; id", "-oProxyCommand=id", "")) {
      notSent(
          ErrorCode.INVALID_PARAMS, "not a host address: " + address, address, KEY, TOKEN, "/v");
    }
    for (var token : List.of("../../bin/sh", "0123", TOKEN.toUpperCase(Locale.ROOT))) {
      notSent(ErrorCode.INVALID_PARAMS, "not a token of prepareIncoming", "kvm2", KEY, token, "/v");
    }
    for (var key : List.of("AAAA", "ssh-ed25519 AAAA\n* ssh-rsa BBBB")) {
      notSent(ErrorCode.INVALID_PARAMS, "not a public host key: " + key, "kvm2", key, TOKEN, "/v");
    }
  }

  @Test
  void aVmWithALeaseIsNotSentWithoutTheTargetsPathOfIt() throws Exception {
    runsWithItsLease(6);
    refused(
        ErrorCode.INVALID_PARAMS,
        "VM mail has a lease, and the target's path of its volume is not named",
        () -> outgoing.migrate(ask("kvm2", KEY, TOKEN, null), CALL));
  }

  @Test
  void aProgramThatCannotBeWrittenIsSaidBeforeLibvirtIsAsked() throws Exception {
    power = VmSeen.Power.RUNNING;
    Files.writeString(folder.resolve("outgoing"), "a file");
    notSent(
        ErrorCode.RESOURCES,
        "the migration cannot be prepared: " + folder.resolve("outgoing"),
        "kvm2",
        KEY,
        TOKEN,
        "/v");
  }

  @Test
  void whatLibvirtRefusesLeavesNoProgramBehind() throws Exception {
    runsWithItsLease(6);
    failures.put("migrate", trouble(Kind.OTHER, "kvm2 has no bridge br7"));
    notSent(ErrorCode.FAILED, "kvm2 has no bridge br7", "kvm2", KEY, TOKEN, "/volume");
    failures.put("xml", trouble(Kind.NO_SUCH_VM, "libvirt of this host has no VM " + MAIL));
    notSent(
        ErrorCode.UNKNOWN_NAME,
        "libvirt of this host has no VM " + MAIL,
        "kvm2",
        KEY,
        TOKEN,
        "/volume");
  }

  /// By a person, with another call than the one that waits for it.
  @Test
  void oneThatAPersonCancelledIsStillHere() throws Exception {
    runsWithItsLease(6);
    var over = new CountDownLatch(1);
    after.put(
        "migrate",
        () -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          failures.put("migrate", trouble(Kind.OTHER, "migration job: canceled by client"));
        });
    after.put("abortJob", over::countDown);
    said.put("jobPercent", OptionalInt.empty());
    var person =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!told.contains("migrate") || !isCancelled()) Thread.onSpinWait();
                });
    failed(
        ErrorCode.FAILED,
        "the migration of VM %s was cancelled; it is still here".formatted(MAIL),
        () -> outgoing.migrate(ask("kvm2", KEY, TOKEN, "/volume"), CALL));
    person.join();
    // Again where libvirt is slow to heed it.
    assertEquals(List.of("migrate", "abortJob"), told.stream().distinct().toList());
  }

  private boolean isCancelled() {
    try {
      return outgoing.cancel(MAIL).text().length() > 0;
    } catch (CallException e) {
      return false; // Not under way yet.
    }
  }

  @Test
  void onlyAMigrationThatIsUnderWayIsCancelled() throws Exception {
    var other = new VmId("6f1d2c3b-0000-4000-8000-000000000002");
    for (var vm : List.of(MAIL, other)) {
      refused(
          ErrorCode.RULE,
          "no migration of VM %s is under way here: it has arrived, or failed".formatted(vm),
          () -> outgoing.cancel(vm));
    }
  }
}
