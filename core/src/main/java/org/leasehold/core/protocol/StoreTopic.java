package org.leasehold.core.protocol;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.model.VmId;

/// Volumes, leases, lockspaces, and what can be asked of another host through the store.
public final class StoreTopic {
  private StoreTopic() {}

  private static final Duration EDIT = Duration.ofMinutes(3);

  /// Which volume a path is expected to be on (S2).
  ///
  /// @param mountSource as in `/proc/self/mountinfo`: device or export
  /// @param fileSystem file-system id, or the device's number for a block device, as `host/volume`
  ///   tells it
  public record VolumeIdentity(String mountSource, String fileSystem) {}

  /// @param path absolute, without spaces
  public record VolumeAt(String path) {
    public VolumeAt {
      requirePath(path);
    }
  }

  public static final Method<VolumeAt, VolumeIdentity> IDENTIFY =
      new Method<>(
          "volume/identify",
          VolumeAt.class,
          VolumeIdentity.class,
          Duration.ofSeconds(10),
          "Mount source and file-system id of a path, for enrolment (S2).");

  /// @param path a new or empty file in an existing folder, or a device without data
  /// @param sectorBytes 512 or 4096
  /// @param slotMiB 1, 2, 4 or 8
  public record CreateVolume(
      Header header,
      String path,
      LockspaceName lockspace,
      int sectorBytes,
      int slotMiB,
      IoTimeout ioTimeout)
      implements Change {
    public CreateVolume {
      requirePath(path);
    }
  }

  public static final Method<CreateVolume, Done> CREATE_VOLUME =
      new Method<>(
          "volume/create",
          CreateVolume.class,
          Done.class,
          EDIT,
          "Make a volume in an empty file or device; never over data.");

  /// One slot of a volume.
  ///
  /// @param slot number
  /// @param name lease id, empty where there is none
  /// @param state word, as `leasehold volume inspect` shows it
  /// @param owner last owner, null when never held
  /// @param version of the lease
  public record Slot(
      int slot, String name, String state, @Nullable HostLife owner, LeaseVersion version) {}

  /// @param layout `leasehold`, or what else it is; only `leasehold` is ever written
  /// @param hostIdMax highest host id that ever joined, 0 for none; ids are never reused (S11)
  public record Inspection(
      String path,
      String layout,
      String lockspace,
      int hostIdMax,
      List<Slot> slots,
      List<String> findings) {}

  public static final Method<VolumeAt, Inspection> INSPECT_VOLUME =
      new Method<>(
          "volume/inspect",
          VolumeAt.class,
          Inspection.class,
          Duration.ofMinutes(1),
          "Read a whole volume, judge every slot and the index.");

  /// @param pieces what a look at all leases read, see [VolumePieces]
  public record VolumeBytes(String path, long sizeBytes, boolean grows, String pieces) {}

  public static final Method<VolumeAt, VolumeBytes> READ_VOLUME =
      new Method<>(
          "volume/read",
          VolumeAt.class,
          VolumeBytes.class,
          Duration.ofMinutes(1),
          "The bytes of a volume that tell its leases and hosts, for the lease map.");

  /// For `lease/create` and `lease/delete`; the lockspace must be joined here.
  public record OneLease(Header header, LockspaceName lockspace, LeaseId lease) implements Change {}

  public static final Method<OneLease, Done> CREATE_LEASE =
      new Method<>(
          "lease/create",
          OneLease.class,
          Done.class,
          EDIT,
          "Add a lease to the volume, under the master lease.");

  public static final Method<OneLease, Done> DELETE_LEASE =
      new Method<>(
          "lease/delete",
          OneLease.class,
          Done.class,
          EDIT,
          "Remove a lease nobody holds; held or in doubt: refused.");

  public record LeaseNamed(LockspaceName lockspace, LeaseId lease) {}

  /// @param offsetBytes where its slot starts
  /// @param state word, as `leasehold volume inspect` shows it
  /// @param owner last owner, null when never held
  /// @param timestampSeconds the owner's boot clock at the acquire, 0 when free
  public record LeaseLook(
      LeaseId lease,
      long offsetBytes,
      String state,
      @Nullable HostLife owner,
      LeaseVersion version,
      long timestampSeconds) {}

  public static final Method<LeaseNamed, LeaseLook> INSPECT_LEASE =
      new Method<>(
          "lease/inspect",
          LeaseNamed.class,
          LeaseLook.class,
          Duration.ofSeconds(20),
          "Read one lease from this host's volume.");

  /// @param path this host's path of the volume
  /// @param host its host id in the lockspace, given once
  /// @param enrolled what the volume must be on; anything else is not joined (S2)
  public record Join(
      Header header,
      LockspaceName lockspace,
      String path,
      HostId host,
      IoTimeout ioTimeout,
      VolumeIdentity enrolled,
      String job)
      implements Change, Job {
    public Join {
      requirePath(path);
    }
  }

  public static final Method<Join, LockspaceReport> JOIN =
      new Method<>(
          "lockspace/join",
          Join.class,
          LockspaceReport.class,
          Duration.ofMinutes(10),
          "Join a lockspace and keep it joined over restarts; 2N to 5N, or up to 8N + 60 s and more after an unclean end.");

  public record Leave(Header header, LockspaceName lockspace) implements Change {}

  public static final Method<Leave, Done> LEAVE =
      new Method<>(
          "lockspace/leave",
          Leave.class,
          Done.class,
          Duration.ofMinutes(2),
          "Leave a lockspace that no process of this host uses (S11); used: refused.");

  /// The evidence and exactly what it allows (S17).
  ///
  /// @param owner owner of the lease in the evidence
  /// @param held version in the evidence
  /// @param next exactly `held` + 1
  /// @param force false: gracefully
  public record StopThroughStore(
      Header header,
      VmId vm,
      LockspaceName lockspace,
      HostLife owner,
      LeaseVersion held,
      LeaseVersion next,
      boolean force)
      implements Change {
    public StopThroughStore {
      if (!held.next().equals(next)) {
        throw new IllegalArgumentException(
            "a storage-side stop names version %s + 1, not %s".formatted(held, next));
      }
    }

    @Override
    public VmId subject() {
      return vm;
    }
  }

  public static final Method<StopThroughStore, Done> STOP_VM =
      new Method<>(
          "store/stopVm",
          StopThroughStore.class,
          Done.class,
          Duration.ofSeconds(30),
          "Ask the owner of a lease, through the disk, to end just that VM.");

  public record ResetThroughStore(Header header, LockspaceName lockspace, HostLife life)
      implements Change {}

  public static final Method<ResetThroughStore, Done> RESET_HOST =
      new Method<>(
          "store/resetHost",
          ResetThroughStore.class,
          Done.class,
          Duration.ofSeconds(30),
          "Reset a silent host through the disk; needs wdmd and sanlk-resetd there.");

  private static void requirePath(String path) {
    if (!path.startsWith("/") || path.length() > 1023) {
      throw new IllegalArgumentException(
          "not an absolute path of at most 1023 characters: " + path);
    }
    if (path.chars().anyMatch(c -> c <= ' ' || c > '~' || c == ':' || c == '\\')) {
      throw new IllegalArgumentException(
          "a path may hold printable ASCII without space, colon and backslash: " + path);
    }
  }
}
