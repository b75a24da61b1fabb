package org.leasehold.core.sanlock;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.SectorSize;

/// The C structs of sanlock's client protocol and of its client library, to and from bytes.
///
/// Every byte of a name after its text is zero: `release` compares all 48.
///
/// @see "sanlock src/sanlock_resource.h, src/sanlock_admin.h; sizes as on any LP64 machine"
public final class Structs {
  public static final int NAME_BYTES = 48;
  static final int PATH_BYTES = 1024;
  static final int DISK_BYTES = 1040;
  static final int RESOURCE_BYTES = 128;
  static final int RESOURCE_WITH_DISK_BYTES = RESOURCE_BYTES + DISK_BYTES;
  public static final int LOCKSPACE_BYTES = 1104;
  public static final int HOST_BYTES = 32;
  static final int OPTIONS_BYTES = 56;
  static final int DISKS_MAX = 4;

  private static final int LOCKSPACE_ADDING = 1;
  private static final int LOCKSPACE_REMOVING = 2;
  public static final int RESOURCE_SHARED = 4;
  private static final int SECTOR_512 = 0x100;
  private static final int SECTOR_4K = 0x200;
  private static final int ALIGN_BITS = 0xF0;

  private Structs() {}

  /// `sanlk_lockspace`.
  ///
  /// @param hostId 0 where the call does not need one
  public static ByteBuffer lockspace(LockspaceAt lockspace, int hostId, int flags) {
    var bytes = Frame.allocate(LOCKSPACE_BYTES);
    putName(bytes, 0, lockspace.name().text());
    bytes.putLong(48, hostId).putInt(56, flags);
    putDisk(bytes, 64, lockspace.place());
    return bytes;
  }

  /// `sanlk_lockspace` with a name and perhaps a host id, for calls that look it up by name.
  static ByteBuffer lockspaceNamed(String name, int hostId) {
    var bytes = Frame.allocate(LOCKSPACE_BYTES);
    putName(bytes, 0, name);
    return bytes.putLong(48, hostId);
  }

  /// `sanlk_lockspace` with a place only, for reading what is there.
  public static ByteBuffer lockspaceAt(LeasePlace place, int hostId) {
    var bytes = Frame.allocate(LOCKSPACE_BYTES).putLong(48, hostId);
    putDisk(bytes, 64, place);
    return bytes;
  }

  /// `sanlk_resource` and its one disk.
  ///
  /// @param version `lver`, heeded where the flags say so
  public static ByteBuffer resource(ResourceAt resource, long version, int flags) {
    var bytes = Frame.allocate(RESOURCE_WITH_DISK_BYTES);
    putName(bytes, 0, resource.lockspace().text());
    putName(bytes, NAME_BYTES, resource.lease().text());
    bytes.putLong(96, version).putInt(120, flags).putInt(124, 1);
    putDisk(bytes, RESOURCE_BYTES, resource.place());
    return bytes;
  }

  /// `sanlk_resource` without names, for reading what is at a place.
  public static ByteBuffer resourceAt(LeasePlace place) {
    var bytes = Frame.allocate(RESOURCE_WITH_DISK_BYTES).putInt(124, 1);
    putDisk(bytes, RESOURCE_BYTES, place);
    return bytes;
  }

  /// `sanlk_resource` without its disk, as `release` wants it.
  static ByteBuffer resourceNamed(ResourceAt resource) {
    return resource(resource, 0, 0).slice(0, RESOURCE_BYTES);
  }

  public static int geometryFlags(Geometry geometry) {
    return geometry.alignFlag() | (geometry.sector() == SectorSize.S512 ? SECTOR_512 : SECTOR_4K);
  }

  public static Optional<Geometry> geometry(int flags) {
    int sectorBytes = (flags & SECTOR_512) != 0 ? 512 : (flags & SECTOR_4K) != 0 ? 4096 : 0;
    return SectorSize.ofBytes(sectorBytes)
        .flatMap(sector -> Geometry.of(sector, (flags & ALIGN_BITS) >> 4));
  }

  /// `sanlk_host` at the buffer's position, which moves on.
  public static HostSeen host(SanlockCall call, ByteBuffer bytes)
      throws SanlockException.BadAnswer {
    return new HostSeen(
        hostId(call, bytes.getLong()),
        new Generation(bytes.getLong()),
        bytes.getLong(),
        bytes.getInt(),
        HostState.of(bytes.getInt()));
  }

  static HostId hostId(SanlockCall call, long value) throws SanlockException.BadAnswer {
    if (value < 1 || value > HostId.MAX) {
      throw new SanlockException.BadAnswer(call, "host id " + Long.toUnsignedString(value));
    }
    return new HostId((int) value);
  }

  static LeasePlace place(SanlockCall call, ByteBuffer bytes, int at)
      throws SanlockException.BadAnswer {
    var path = text(bytes, at, PATH_BYTES);
    long offset = bytes.getLong(at + PATH_BYTES);
    if (path.isEmpty() || offset < 0) {
      throw new SanlockException.BadAnswer(call, "disk '%s' at %d".formatted(path, offset));
    }
    return new LeasePlace(Path.of(path), offset);
  }

  /// `sanlk_lockspace` of a list.
  public static JoinedLockspace joined(SanlockCall call, ByteBuffer bytes, int at)
      throws SanlockException.BadAnswer {
    int flags = bytes.getInt(at + 56);
    var phase =
        (flags & LOCKSPACE_ADDING) != 0
            ? JoinedLockspace.Phase.JOINING
            : (flags & LOCKSPACE_REMOVING) != 0
                ? JoinedLockspace.Phase.LEAVING
                : JoinedLockspace.Phase.JOINED;
    return new JoinedLockspace(
        text(bytes, at, NAME_BYTES),
        hostId(call, bytes.getLong(at + 48)),
        place(call, bytes, at + 64),
        phase);
  }

  /// `sanlk_resource` as the daemon filled it in from a leader record.
  public static LeaseOnDisk leaseOnDisk(ByteBuffer bytes) {
    return new LeaseOnDisk(
        text(bytes, 0, NAME_BYTES),
        text(bytes, NAME_BYTES, NAME_BYTES),
        bytes.getLong(96),
        geometry(bytes.getInt(120)));
  }

  /// `sanlk_resource`, then `count` times `sanlk_host`.
  static LeaseOwners owners(Reply reply) throws SanlockException.BadAnswer {
    reply.requireBytes(RESOURCE_BYTES);
    var bytes = reply.payload();
    var hosts = bytes.slice(RESOURCE_BYTES, bytes.limit() - RESOURCE_BYTES).order(bytes.order());
    var list = new Reply(reply.call(), reply.result(), reply.count(), hosts);
    list.requireStructs(HOST_BYTES);
    var owners = new ArrayList<LeaseOwner>();
    for (int i = 0; i < list.count(); i++) {
      var host = host(reply.call(), hosts);
      owners.add(new LeaseOwner(host.host(), host.generation(), host.timestampSeconds()));
    }
    boolean shared = (bytes.getInt(120) & RESOURCE_SHARED) != 0;
    return new LeaseOwners(bytes.getLong(96), shared, owners);
  }

  /// Text up to the first NUL, or all of the field.
  public static String text(ByteBuffer bytes, int at, int fieldBytes) {
    int length = 0;
    while (length < fieldBytes && bytes.get(at + length) != 0) length++;
    var text = new byte[length];
    bytes.get(at, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static void putName(ByteBuffer bytes, int at, String name) {
    var text = name.getBytes(StandardCharsets.US_ASCII);
    if (text.length > NAME_BYTES) throw new IllegalArgumentException("name too long: " + name);
    bytes.put(at, text);
  }

  private static void putDisk(ByteBuffer bytes, int at, LeasePlace place) {
    bytes.put(at, checkedPath(place).getBytes(StandardCharsets.UTF_8));
    bytes.putLong(at + PATH_BYTES, place.offsetBytes());
  }

  private static String checkedPath(LeasePlace place) {
    var path = place.file().toString();
    if (!place.file().isAbsolute()) {
      throw new IllegalArgumentException(
          "sanlock needs an absolute path, because it runs in another directory: " + path);
    }
    if (path.getBytes(StandardCharsets.UTF_8).length > LeasePlace.PATH_BYTES_MAX) {
      throw new IllegalArgumentException("path longer than 1023 bytes: " + path);
    }
    if (path.contains(" ") || path.contains("\\")) {
      throw new IllegalArgumentException(
          "a path with a space or a backslash breaks sanlock's list of held leases: " + path);
    }
    return path;
  }
}
