package org.leasehold.agent.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.agent.claim.ChildClaimHolder;
import org.leasehold.agent.guard.Moment;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.agent.rpc.Call;
import org.leasehold.agent.rpc.Session;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Header;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.StoreTopic.VolumeIdentity;
import org.leasehold.core.sanlock.DaemonStatus;
import org.leasehold.core.sanlock.JoinedLockspace;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.sanlock.SanlockCall;
import org.leasehold.core.sanlock.SanlockClient;
import org.leasehold.core.sanlock.SanlockCode;
import org.leasehold.core.sanlock.SanlockException;
import org.leasehold.core.volume.VolumeFile;

/// Lockspaces that are not joined or not left, and volumes that are not touched: each refusal with
/// its sentence, and neither sanlock nor what is written down is changed (S2, S11, S13).
@Timeout(60)
class StoreRefusalsTest {
  private static final LockspaceName SPACE = new LockspaceName("ls");
  private static final HostId HOST = new HostId(1);
  private static final VmId MAIL = new VmId("6f1d2c3b-0000-4000-8000-000000000001");
  private static final Header HEADER = new Header(new Epoch(1), 0, 1000, null, 0, "test");

  @TempDir Path folder;
  private final List<String> asked = new ArrayList<>();
  private @Nullable JoinedLockspace joined;
  private boolean isInUse;
  private Runnable whileLeaving = () -> {};
  private EventJournal journal;
  private WantedLockspaces wanted;
  private Membership membership;
  private StoreDesk desk;

  @BeforeEach
  void aHostWithAVolume() throws Exception {
    VolumeFile.made(volume(), SPACE, MAIL.lease());
    journal = EventJournal.open(folder, new AgentInstance(1), () -> 0);
    wanted = WantedLockspaces.open(folder);
    var enrolment = new Enrolment(wanted);
    var client =
        (SanlockClient)
            Proxy.newProxyInstance(
                SanlockClient.class.getClassLoader(),
                new Class<?>[] {SanlockClient.class},
                (_, method, _) -> sanlock(method.getName()));
    var looks =
        new LockspaceLooks(client, wanted, enrolment, () -> new Moment(0, 0), journal, () -> {});
    membership = new Membership(client, wanted, enrolment, looks, journal);
    desk = new StoreDesk(client, folder, wanted, membership, journal);
  }

  @AfterEach
  void end() throws Exception {
    journal.close();
  }

  private Path volume() {
    return folder.resolve("volume");
  }

  /// A daemon that never lists a lockspace, however it answers.
  private @Nullable Object sanlock(String method) throws SanlockException {
    switch (method) {
      case "joined" -> {
        return Optional.ofNullable(joined);
      }
      case "status" -> {
        return new DaemonStatus(new LinkedHashMap<>(), List.of(), List.of(), List.of());
      }
      case "remLockspace" -> {
        if (isInUse) {
          throw new SanlockException.Refused(
              SanlockCall.REM_LOCKSPACE, "", SanlockCode.EBUSY.number());
        }
        whileLeaving.run();
      }
      default -> {}
    }
    asked.add(method);
    return null;
  }

  private WantedLockspaces.Wanted wanted(LockspaceName name, int host) throws Exception {
    return new WantedLockspaces.Wanted(
        name,
        volume().toString(),
        new HostId(host),
        new IoTimeout(1),
        VolumeIdentities.of(volume()));
  }

  private void refused(ErrorCode code, String sentence, Executable call) {
    var before = asked + " " + wanted.all();
    var e = assertThrows(CallException.class, call);
    assertEquals(code + ": " + sentence, e.code() + ": " + e.sentence());
    assertEquals(before, asked + " " + wanted.all());
  }

  private void notJoined(ErrorCode code, String sentence, WantedLockspaces.Wanted one) {
    refused(code, sentence, () -> membership.join(one, Duration.ofSeconds(5)));
  }

  /// The next write of that file fails.
  private Path stuck(String file) throws Exception {
    var next = folder.resolve("." + file + ".new");
    Files.createDirectories(next.resolve("full"));
    return next;
  }

  @Test
  void aSecondHostIdIsRefused() throws Exception {
    wanted.put(wanted(SPACE, 1));
    notJoined(
        ErrorCode.RULE,
        "this host has id 1; an id is given once, 2 is another's",
        wanted(new LockspaceName("other"), 2));
  }

  @Test
  void anotherVolumeThanTheEnrolledOneIsRefused() throws Exception {
    var found = VolumeIdentities.of(volume());
    var nas = new VolumeIdentity("nfs nas:/vms", "");
    notJoined(
        ErrorCode.RULE,
        "%s is on '%s %s', enrolled was 'nfs nas:/vms '; mount the right storage, or enrol it anew"
            .formatted(volume(), found.mountSource(), found.fileSystem()),
        new WantedLockspaces.Wanted(SPACE, volume().toString(), HOST, new IoTimeout(1), nas));
    notJoined(
        ErrorCode.RULE,
        "%s holds lockspace 'ls', not 'other'; name the volume of that one".formatted(volume()),
        wanted(new LockspaceName("other"), 1));
  }

  @Test
  void aVolumeThatIsGoneIsRefused() {
    var gone = folder.resolve("gone");
    notJoined(
        ErrorCode.UNREACHABLE,
        gone + " does not exist on this host; check the path, and whether its storage is mounted",
        new WantedLockspaces.Wanted(
            SPACE, gone.toString(), HOST, new IoTimeout(1), new VolumeIdentity("", "")));
  }

  @Test
  void aDeviceWithoutAnIdentityIsRefused() {
    refused(
        ErrorCode.UNREACHABLE,
        "cannot tell what /dev/null is on: the device has no world-wide name; use a logical volume"
            + " or a multipath",
        () -> desk.identify(new StoreTopic.VolumeAt("/dev/null"), CALL));
  }

  @Test
  void aLockspaceThatIsInDifferentlyOrOnItsWayIsRefused() throws Exception {
    var place = new LeasePlace(Path.of("/elsewhere"), 0);
    joined = new JoinedLockspace("ls", new HostId(7), place, JoinedLockspace.Phase.JOINED);
    notJoined(
        ErrorCode.RULE,
        "lockspace ls is joined already, as host 7 at /elsewhere:0; leave it first",
        wanted(SPACE, 1));
    joined = new JoinedLockspace("ls", HOST, place, JoinedLockspace.Phase.LEAVING);
    notJoined(
        ErrorCode.BUSY,
        "lockspace ls is leaving on this host; ask again when that is over",
        wanted(SPACE, 1));
  }

  @Test
  void whatStandsAgainstAJoinIsSaid() throws Exception {
    membership.obstacle(
        () -> Optional.of("process 7 of VM web runs, and sanlock does not know it"));
    notJoined(
        ErrorCode.RULE, "process 7 of VM web runs, and sanlock does not know it", wanted(SPACE, 1));
    assertEquals(
        List.of("ls: process 7 of VM web runs, and sanlock does not know it"),
        journal.since(0, 10).events().stream().map(event -> event.text()).toList());
  }

  @Test
  void aLockspaceThatCannotBeWrittenDownIsNotJoined() throws Exception {
    notJoined(
        ErrorCode.UNREACHABLE,
        "lockspace ls cannot be written down on this host: " + stuck("lockspaces"),
        wanted(SPACE, 1));
  }

  @Test
  void aJoinThatSanlockDoesNotListIsInDoubt() throws Exception {
    var one = wanted(SPACE, 1);
    var e = assertThrows(CallException.class, () -> membership.join(one, Duration.ofSeconds(5)));
    assertEquals(
        "IN_DOUBT: joined, but sanlock does not list lockspace ls", e.code() + ": " + e.sentence());
    assertEquals(List.of("addLockspace"), asked);
  }

  @Test
  void aLockspaceThatIsNotJoinedIsNotLeft() {
    refused(
        ErrorCode.UNKNOWN_NAME,
        "lockspace ls is not joined on this host",
        () -> membership.leave(SPACE));
  }

  @Test
  void aLockspaceInUseIsNotLeft() throws Exception {
    wanted.put(wanted(SPACE, 1));
    joined =
        new JoinedLockspace("ls", HOST, new LeasePlace(volume(), 0), JoinedLockspace.Phase.JOINED);
    isInUse = true;
    refused(
        ErrorCode.RULE,
        "lockspace ls stays: a lease in it is held on this host; move the VMs that use it away or"
            + " shut them down first",
        () -> membership.leave(SPACE));
  }

  @Test
  void aLeaveThatCannotBeWrittenDownSaysThatItIsJoinedAgain() throws Exception {
    wanted.put(wanted(SPACE, 1));
    var stuck = stuck("lockspaces");
    refused(
        ErrorCode.UNREACHABLE,
        "lockspace ls is left, but that cannot be written down, so this agent joins it again: "
            + stuck,
        () -> membership.leave(SPACE));
  }

  @Test
  void aLockspaceThatIsNotJoinedHasNoLeasesHere() {
    var sentence = "lockspace ls is not joined by this agent; join it first";
    var one = new StoreTopic.OneLease(HEADER, SPACE, MAIL.lease());
    refused(ErrorCode.NOT_JOINED, sentence, () -> desk.createLease(one, CALL));
    refused(ErrorCode.NOT_JOINED, sentence, () -> desk.deleteLease(one, CALL));
    refused(ErrorCode.NOT_JOINED, sentence, () -> desk.withdraw(SPACE, MAIL.lease(), CALL));
    refused(
        ErrorCode.NOT_JOINED,
        sentence,
        () -> desk.inspectLease(new StoreTopic.LeaseNamed(SPACE, MAIL.lease()), CALL));
  }

  @Test
  void aLeaseThatIsNotOnTheVolumeIsSaidSo() throws Exception {
    wanted.put(wanted(SPACE, 1));
    refused(
        ErrorCode.UNKNOWN_NAME,
        volume() + " has no lease web",
        () -> desk.inspectLease(new StoreTopic.LeaseNamed(SPACE, new LeaseId("web")), CALL));
  }

  @Test
  void aStopThroughTheStoreRestsOnWhatThisHostsDiskShows() throws Exception {
    wanted.put(wanted(SPACE, 1));
    var owner = new HostLife(new HostId(2), new Generation(4));
    var ask =
        new StoreTopic.StopThroughStore(
            HEADER, MAIL, SPACE, owner, new LeaseVersion(3), new LeaseVersion(4), true);
    refused(
        ErrorCode.STALE,
        "the lease is free, last owner nobody, version 0; the call rests on host 2 generation 4,"
            + " version 3",
        () -> desk.stopVm(ask, CALL));
  }

  /// The first one's program is under way as long as it asks how much time is left.
  @Test
  void oneEditOfAVolumeAtATime() throws Exception {
    wanted.put(wanted(SPACE, 1));
    var first = new CallThatAsks();
    var e = assertThrows(CallException.class, () -> desk.withdraw(SPACE, MAIL.lease(), first));
    assertEquals(ErrorCode.UNREACHABLE, e.code());
    assertEquals(
        List.of("BUSY: another edit of a volume is under way on this host; ask again"),
        first.others);
  }

  private final class CallThatAsks extends Always {
    final List<String> others = new ArrayList<>();
    private int times;

    @Override
    public Duration left() {
      if (++times == 2) {
        var other = Thread.ofPlatform().start(this::other);
        try {
          other.join();
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        }
      }
      return Duration.ofSeconds(40);
    }

    private void other() {
      var now =
          new Always() {
            @Override
            public Duration left() {
              return Duration.ZERO;
            }
          };
      var e = assertThrows(CallException.class, () -> desk.remove(SPACE, MAIL.lease(), now));
      others.add(e.code() + ": " + e.sentence());
    }
  }

  private static class Always implements Call {
    @Override
    public Session session() {
      throw new AssertionError("not asked for");
    }

    @Override
    public Duration left() {
      return Duration.ofSeconds(40);
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void progress(int percent, String text) {
      // Nobody waits for it.
    }
  }

  private static final Call CALL = new Always();

  @Test
  void aListOfLockspacesThatIsDamagedIsNotTakenForNone() throws Exception {
    var file = folder.resolve("lockspaces");
    Files.writeString(file, "{");
    var e = assertThrows(IOException.class, () -> WantedLockspaces.open(folder));
    assertEquals(
        file
            + " cannot be read; remove it and join the lockspaces again: java.io.EOFException: End"
            + " of input at line 1 column 2 path $.",
        e.getMessage());
    assertEquals("{", Files.readString(file));
  }

  @Test
  void aClaimIsNotHeldOnAVolumeWithoutTheEnginesLeaseOrWithoutSanlock() throws Exception {
    wanted.put(wanted(SPACE, 1));
    var holder = new ChildClaimHolder(wanted, folder);
    refused(
        ErrorCode.UNREACHABLE,
        "sanlock is not running on this host: no socket at %s; start it with systemctl start sanlock"
            .formatted(folder.resolve("sanlock.sock")),
        () -> holder.take(SPACE, Duration.ofSeconds(20)));
    var bytes = new String(Files.readAllBytes(volume()), StandardCharsets.ISO_8859_1);
    var other = bytes.replace(LeaseId.ENGINE.text(), "leasehold-enginx");
    Files.write(volume(), other.getBytes(StandardCharsets.ISO_8859_1));
    refused(
        ErrorCode.UNKNOWN_NAME,
        volume() + " has no lease " + LeaseId.ENGINE,
        () -> holder.take(SPACE, Duration.ofSeconds(20)));
  }

  @Test
  void noHostIsResetThroughTheStore() {
    var life = new HostLife(new HostId(2), new Generation(5));
    refused(
        ErrorCode.RULE,
        "host 2 cannot be reset through the store: that needs sanlk-resetd and wdmd with a watchdog"
            + " on both hosts, and this host has none; use power fencing",
        () -> desk.resetHost(new StoreTopic.ResetThroughStore(HEADER, SPACE, life), CALL));
  }

  /// Who joins again what is wanted finds it gone before the leave has written that down.
  @Test
  void aLockspaceThatIsJustBeingLeftIsNotJoinedAgain() throws Exception {
    wanted.put(wanted(SPACE, 1));
    var place = new LeasePlace(volume(), 0);
    joined = new JoinedLockspace("ls", HOST, place, JoinedLockspace.Phase.JOINED);
    var again =
        new Thread(
            () -> {
              try {
                membership.rejoin();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
    whileLeaving =
        () -> {
          joined = null;
          again.start();
          while (again.getState() != Thread.State.BLOCKED) Thread.onSpinWait();
        };
    membership.leave(SPACE);
    again.join();
    assertEquals(List.of("remLockspace"), asked);
    assertEquals(List.of(), wanted.all());
  }
}
