package org.leasehold.agent.volume;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.leasehold.agent.child.Child;
import org.leasehold.agent.child.EditProgram;
import org.leasehold.agent.journal.EventId;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.agent.rpc.Call;
import org.leasehold.agent.rpc.StoreCalls;
import org.leasehold.agent.vm.LeaseIndex;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.VolumePieces;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.sanlock.Request;
import org.leasehold.core.sanlock.ResourceAt;
import org.leasehold.core.sanlock.SanlockClient;
import org.leasehold.core.sanlock.SanlockException;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.RecordingFile;
import org.leasehold.core.volume.VolumeCheck;
import org.leasehold.core.volume.VolumeHistory;
import org.leasehold.core.volume.VolumeReader;

/// Volumes, leases and lockspaces at the engine's call.
public final class StoreDesk implements StoreCalls, LeaseIndex {
  private final SanlockClient client;
  private final Path sanlockDir;
  private final WantedLockspaces wanted;
  private final Membership membership;
  private final EventJournal journal;

  /// Two edits by one host would only step on each other's master lease.
  private final ReentrantLock editing = new ReentrantLock(true);

  public StoreDesk(
      SanlockClient client,
      Path sanlockDir,
      WantedLockspaces wanted,
      Membership membership,
      EventJournal journal) {
    this.client = client;
    this.sanlockDir = sanlockDir;
    this.wanted = wanted;
    this.membership = membership;
    this.journal = journal;
  }

  @Override
  public StoreTopic.VolumeIdentity identify(StoreTopic.VolumeAt ask, Call call)
      throws CallException, InterruptedException {
    return VolumeIdentities.of(Path.of(ask.path()));
  }

  @Override
  public Done createVolume(StoreTopic.CreateVolume ask, Call call)
      throws CallException, InterruptedException {
    var done =
        edit(
            new EditProgram.Order(
                EditProgram.Action.CREATE_VOLUME,
                sanlockDir.toString(),
                ask.path(),
                null,
                ask.lockspace(),
                ask.sectorBytes(),
                ask.slotMiB(),
                ask.ioTimeout()),
            call);
    journal.record(EventId.VOLUME_CREATED, null, done.text());
    return done;
  }

  @Override
  public Done createLease(StoreTopic.OneLease ask, Call call)
      throws CallException, InterruptedException {
    var done = edit(EditProgram.Action.ADD_LEASE, ask, call);
    journal.record(EventId.LEASE_CREATED, null, done.text());
    return done;
  }

  @Override
  public Done deleteLease(StoreTopic.OneLease ask, Call call)
      throws CallException, InterruptedException {
    var done = edit(EditProgram.Action.REMOVE_LEASE, ask, call);
    journal.record(EventId.LEASE_DELETED, null, done.text());
    return done;
  }

  /// Takes the lease of a VM that runs here out of the index, so that no host finds it any more.
  @Override
  public void withdraw(LockspaceName lockspace, LeaseId lease, Call call)
      throws CallException, InterruptedException {
    edit(EditProgram.Action.WITHDRAW_LEASE, lockspace, lease, call);
  }

  /// Puts a lease that was withdrawn back into the index.
  @Override
  public void reinstate(LockspaceName lockspace, LeaseId lease, Call call)
      throws CallException, InterruptedException {
    edit(EditProgram.Action.REINSTATE_LEASE, lockspace, lease, call);
  }

  /// Removes a lease that was withdrawn, or one that still has its record.
  @Override
  public void remove(LockspaceName lockspace, LeaseId lease, Call call)
      throws CallException, InterruptedException {
    var done = edit(EditProgram.Action.REMOVE_LEASE, lockspace, lease, call);
    journal.record(EventId.LEASE_DELETED, null, done.text());
  }

  private Done edit(EditProgram.Action action, StoreTopic.OneLease ask, Call call)
      throws CallException, InterruptedException {
    return edit(action, ask.lockspace(), ask.lease(), call);
  }

  private Done edit(EditProgram.Action action, LockspaceName lockspace, LeaseId lease, Call call)
      throws CallException, InterruptedException {
    var one = requireWanted(lockspace);
    return edit(
        new EditProgram.Order(action, sanlockDir.toString(), one.path(), lease, null, 0, 0, null),
        call);
  }

  private Done edit(EditProgram.Order order, Call call) throws CallException, InterruptedException {
    if (!editing.tryLock(call.left().toMillis(), TimeUnit.MILLISECONDS)) {
      throw new CallException(
          ErrorCode.BUSY, "another edit of a volume is under way on this host; ask again");
    }
    try (var child = Child.start("edit")) {
      var answer = child.ask(order, EditProgram.Answer.class, call.left());
      var error = answer.error();
      if (error != null) throw new CallException(error, answer.sentence());
      return new Done(answer.sentence());
    } finally {
      editing.unlock();
    }
  }

  @Override
  public StoreTopic.Inspection inspectVolume(StoreTopic.VolumeAt ask, Call call)
      throws CallException {
    try (var file = DirectBlockFile.read(Path.of(ask.path()))) {
      var reader = new VolumeReader(file, Optional.empty(), Optional.empty());
      var volume = reader.read(VolumeReader.Depth.WHOLE);
      long now = System.nanoTime();
      var history = volume.observedAfter(VolumeHistory.NONE, now);
      var slots = new ArrayList<StoreTopic.Slot>();
      for (int slot : volume.slots().keySet()) {
        var lease = volume.lease(slot);
        if (lease.isEmpty()) continue;
        var leader = lease.get().leader();
        slots.add(
            new StoreTopic.Slot(
                slot,
                leader.resourceName(),
                volume.state(slot, history, now).word(),
                LeaseReader.owner(leader).orElse(null),
                new LeaseVersion(leader.leaseVersion())));
      }
      var findings =
          VolumeCheck.findings(volume, history, now).stream()
              .map(finding -> finding.code().word() + ": " + finding)
              .toList();
      return new StoreTopic.Inspection(
          ask.path(),
          volume.isOwn() ? "leasehold" : "foreign",
          volume.lockspaceName().orElse(""),
          volume.lockspace().joined().isEmpty() ? 0 : volume.lockspace().joined().lastKey().value(),
          slots,
          findings);
    } catch (BlockFileException e) {
      throw StoreFailures.of(e);
    }
  }

  @Override
  public StoreTopic.VolumeBytes readVolume(StoreTopic.VolumeAt ask, Call call)
      throws CallException {
    try (var file = new RecordingFile(DirectBlockFile.read(Path.of(ask.path())))) {
      var reader = new VolumeReader(file, Optional.empty(), Optional.empty());
      var _ = reader.read(VolumeReader.Depth.GLANCE);
      return new StoreTopic.VolumeBytes(
          ask.path(), file.sizeBytes(), file.grows(), VolumePieces.encode(file.pieces()));
    } catch (BlockFileException e) {
      throw StoreFailures.of(e);
    }
  }

  @Override
  public StoreTopic.LeaseLook inspectLease(StoreTopic.LeaseNamed ask, Call call)
      throws CallException {
    var one = requireWanted(ask.lockspace());
    try (var reader = LeaseReader.open(one.volume())) {
      return reader.look(ask.lease()).orElseThrow(() -> noLease(ask.lease(), one.path()));
    } catch (BlockFileException e) {
      throw StoreFailures.of(e);
    }
  }

  @Override
  public LockspaceReport join(StoreTopic.Join ask, Call call)
      throws CallException, InterruptedException {
    IoTimeout n = ask.ioTimeout();
    call.progress(
        -1,
        "joining takes %d to %d s, up to %d s after an unclean end"
            .formatted(2 * n.seconds(), 5 * n.seconds(), 8 * n.seconds() + 60));
    return membership.join(
        new WantedLockspaces.Wanted(
            ask.lockspace(), ask.path(), ask.host(), ask.ioTimeout(), ask.enrolled()),
        call.left());
  }

  @Override
  public Done leave(StoreTopic.Leave ask, Call call) throws CallException {
    membership.leave(ask.lockspace());
    return new Done("left lockspace " + ask.lockspace());
  }

  /// The request names exactly version+1 of the evidence, and only while the leader on this host's
  /// disk still shows that evidence; sanlock ignores it for any other version (S17).
  @Override
  public Done stopVm(StoreTopic.StopThroughStore ask, Call call) throws CallException {
    var one = requireWanted(ask.lockspace());
    var lease = ask.vm().lease();
    try {
      long at = requireEvidence(ask, one, lease);
      var mode = ask.force() ? Request.Mode.FORCE : Request.Mode.GRACEFUL;
      client.request(
          new ResourceAt(ask.lockspace(), lease, new LeasePlace(one.volume(), at)),
          Request.exactly(mode, ask.next().value()));
    } catch (BlockFileException e) {
      throw StoreFailures.of(e);
    } catch (SanlockException e) {
      throw StoreFailures.of(e);
    }
    var text =
        "asked %s through the disk to end VM %s, %s: version %s -> %s"
            .formatted(
                ask.owner(),
                ask.vm(),
                ask.force() ? "by force" : "gracefully",
                ask.held(),
                ask.next());
    journal.record(EventId.STORE_STOP_ASKED, ask.vm(), text);
    return new Done(text);
  }

  private static long requireEvidence(
      StoreTopic.StopThroughStore ask, WantedLockspaces.Wanted one, LeaseId lease)
      throws BlockFileException, CallException {
    try (var reader = LeaseReader.open(one.volume())) {
      long at = reader.offsetBytes(lease).orElseThrow(() -> noLease(lease, one.path()));
      var leader = reader.leader(at);
      var owner = LeaseReader.owner(leader).orElse(null);
      boolean same =
          LeaseReader.isWhole(leader, lease)
              && LeaseReader.isHeld(leader)
              && ask.owner().equals(owner)
              && leader.leaseVersion() == ask.held().value();
      if (same) return at;
      throw new CallException(
          ErrorCode.STALE,
          "the lease is %s, last owner %s, version %s; the call rests on %s, version %s"
              .formatted(
                  LeaseReader.isHeld(leader) ? "held" : "free",
                  owner == null ? "nobody" : owner,
                  Long.toUnsignedString(leader.leaseVersion()),
                  ask.owner(),
                  ask.held()));
    }
  }

  /// Debian 12's sanlock brings no `sanlk-reset`; without it, and without wdmd on the other host,
  /// no host can be reset through the disk.
  @Override
  public Done resetHost(StoreTopic.ResetThroughStore ask, Call call) throws CallException {
    throw new CallException(
        ErrorCode.RULE,
        "host %s cannot be reset through the store: that needs sanlk-resetd and wdmd with a watchdog on both hosts, and this host has none; use power fencing"
            .formatted(ask.life().host()));
  }

  private WantedLockspaces.Wanted requireWanted(LockspaceName name) throws CallException {
    return wanted
        .find(name)
        .orElseThrow(
            () ->
                new CallException(
                    ErrorCode.NOT_JOINED,
                    "lockspace " + name + " is not joined by this agent; join it first"));
  }

  private static CallException noLease(LeaseId lease, String path) {
    return new CallException(ErrorCode.UNKNOWN_NAME, "%s has no lease %s".formatted(path, lease));
  }
}
