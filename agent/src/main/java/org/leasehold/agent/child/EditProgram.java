package org.leasehold.agent.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.sanlock.DaemonLeases;
import org.leasehold.core.sanlock.Patience;
import org.leasehold.core.sanlock.SocketSanlockClient;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.EditOutcome;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.LeaseDaemonException;
import org.leasehold.core.volume.SectorSize;
import org.leasehold.core.volume.VolumeCreation;
import org.leasehold.core.volume.VolumeEditor;
import org.leasehold.core.volume.VolumeHistory;

/// The child that changes a volume: it holds the master lease while it writes, and is what sanlock
/// ends if the lockspace fails meanwhile.
public final class EditProgram {
  /// Other hosts hold the master lease for moments only.
  private static final Duration MASTER_AT_MOST = Duration.ofMinutes(2);

  /// What is to be done.
  public enum Action {
    CREATE_VOLUME,
    ADD_LEASE,
    REMOVE_LEASE,
    WITHDRAW_LEASE,
    REINSTATE_LEASE
  }

  /// @param sanlockDir folder of the daemon's socket
  /// @param lease null for a new volume
  /// @param lockspace, sectorBytes, slotMiB, ioTimeout only for a new volume
  public record Order(
      Action action,
      String sanlockDir,
      String path,
      @Nullable LeaseId lease,
      @Nullable LockspaceName lockspace,
      int sectorBytes,
      int slotMiB,
      @Nullable IoTimeout ioTimeout) {}

  /// @param error null when it was done
  public record Answer(@Nullable ErrorCode error, String sentence) {}

  private EditProgram() {}

  public static int run() throws IOException {
    var own = new Child.Own();
    try {
      var order = own.order(Order.class);
      own.endWithParent();
      own.answer(done(order));
      return 0;
    } catch (CallException e) {
      own.answer(new Answer(e.code(), e.sentence()));
      return 1;
    }
  }

  private static Answer done(Order order) throws CallException {
    var path = Path.of(order.path());
    var client = new SocketSanlockClient(Path.of(order.sanlockDir()), Patience.DEFAULT);
    long end = System.nanoTime() + MASTER_AT_MOST.toNanos();
    while (true) {
      try (var leases = new DaemonLeases(client, path)) {
        return answer(outcome(order, path, leases));
      } catch (BlockFileException e) {
        var code =
            e.kind() == BlockFileException.Kind.NOT_STORED
                ? ErrorCode.IN_DOUBT
                : ErrorCode.UNREACHABLE;
        throw new CallException(code, String.valueOf(e.getMessage()), e);
      } catch (LeaseDaemonException e) {
        boolean again = e.kind() == LeaseDaemonException.Kind.IN_USE && System.nanoTime() < end;
        if (!again) throw failure(e);
        pause();
      }
    }
  }

  /// By chance, so that two hosts do not step on each other's ballots again and again.
  private static void pause() throws CallException {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(50, 400));
    } catch (InterruptedException e) {
      throw new CallException(ErrorCode.CANCELLED, "cancelled", e);
    }
  }

  private static EditOutcome outcome(Order order, Path path, DaemonLeases leases)
      throws BlockFileException, LeaseDaemonException, CallException {
    if (order.action() == Action.CREATE_VOLUME) return created(order, path, leases);
    var lease = order.lease();
    if (lease == null) throw new CallException(ErrorCode.INVALID_PARAMS, "no lease is named");
    try (var file = DirectBlockFile.write(path)) {
      var editor = new VolumeEditor(file, leases);
      return switch (order.action()) {
        case CREATE_VOLUME -> throw new IllegalStateException("no lease is named");
        case ADD_LEASE -> editor.add(lease);
        case REMOVE_LEASE -> editor.remove(lease, VolumeHistory.NONE, System.nanoTime());
        case WITHDRAW_LEASE -> editor.withdraw(lease);
        case REINSTATE_LEASE -> editor.reinstate(lease);
      };
    }
  }

  private static EditOutcome created(Order order, Path path, DaemonLeases leases)
      throws BlockFileException, LeaseDaemonException, CallException {
    var lockspace = order.lockspace();
    var ioTimeout = order.ioTimeout();
    var geometry =
        SectorSize.ofBytes(order.sectorBytes()).flatMap(size -> Geometry.of(size, order.slotMiB()));
    if (lockspace == null || ioTimeout == null || geometry.isEmpty()) {
      throw new CallException(
          ErrorCode.INVALID_PARAMS,
          "a volume has 512-byte sectors with 1 MiB slots, or 4096 with 1, 2, 4 or 8");
    }
    leases.requireReachable();
    makeFile(path);
    try (var file = DirectBlockFile.write(path)) {
      return new VolumeCreation(file, leases, lockspace, geometry.get(), ioTimeout)
          .create(Instant.now().getEpochSecond());
    }
  }

  /// An empty file that sanlock's own user can read and write, where there is none yet.
  private static void makeFile(Path path) throws CallException {
    if (Files.exists(path)) return;
    try {
      Files.createFile(path);
      var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
      if (view == null) return;
      view.setPermissions(PosixFilePermissions.fromString("rw-rw----"));
      var users = path.getFileSystem().getUserPrincipalLookupService();
      view.setOwner(users.lookupPrincipalByName("sanlock"));
      view.setGroup(users.lookupPrincipalByGroupName("sanlock"));
    } catch (UserPrincipalNotFoundException _) {
      // The daemon runs as another user; it says so if it cannot open the file.
    } catch (NoSuchFileException e) {
      throw new CallException(
          ErrorCode.UNREACHABLE,
          "cannot create %s: there is no folder %s on this host; is its storage mounted?"
              .formatted(path, path.getParent()),
          e);
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.UNREACHABLE, "cannot create %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static Answer answer(EditOutcome outcome) {
    return switch (outcome) {
      case EditOutcome.Done done -> new Answer(null, done.what());
      case EditOutcome.Partly partly ->
          new Answer(ErrorCode.FAILED, partly.what() + "; " + partly.refused());
      case EditOutcome.Refused refused -> new Answer(code(refused.why()), refused.sentence());
    };
  }

  private static ErrorCode code(EditOutcome.Refusal why) {
    return switch (why) {
      case NOT_JOINED -> ErrorCode.NOT_JOINED;
      case HELD, SHARED, BALLOT, UNKNOWN -> ErrorCode.LEASE_HELD;
      case ABSENT -> ErrorCode.UNKNOWN_NAME;
      case FULL, TOO_SMALL -> ErrorCode.RESOURCES;
      case FOREIGN, OCCUPIED, DAMAGED, OTHER_VOLUME, EXISTS, RESERVED, NOTHING -> ErrorCode.RULE;
    };
  }

  private static CallException failure(LeaseDaemonException e) {
    var code =
        switch (e.kind()) {
          case UNREACHABLE -> ErrorCode.UNREACHABLE;
          case NO_ANSWER -> ErrorCode.IN_DOUBT;
          case IN_USE -> ErrorCode.LEASE_HELD;
          case NOT_JOINED -> ErrorCode.NOT_JOINED;
          case NOT_A_LEASE, REFUSED -> ErrorCode.FAILED;
        };
    return new CallException(code, String.valueOf(e.getMessage()), e);
  }
}
