package org.leasehold.core.volume;

/// The leader record, as decoded: 200 bytes that head every delta lease and every resource lease.
///
/// Decoding accepts any bytes; judging them is [DeltaLease]'s and [LeaseSlot]'s work. The checksum
/// covers the fields up to `timestamp`; `ioTimeout` and the three `write…` fields are uncovered.
///
/// @param magic which kind of record
/// @param formatVersion major number in the high half
/// @param flags align bits and [#SHORT_HOLD]
/// @param sectorBytes 512 or 4096
/// @param numHosts resource: hosts the lease has room for; delta: 0
/// @param maxHosts resource: hosts the slot has room for; delta: 1
/// @param ownerId host id of the last owner; 0 where never acquired
/// @param ownerGeneration its generation
/// @param leaseVersion `lver`: raised by one at every successful ballot
/// @param spaceName lockspace
/// @param resourceName resource: its name; delta: the owner's host name
/// @param timestamp 0 = free; else the owner's monotonic seconds
/// @param checksum as stored
/// @param checksumComputed over the bytes as read
/// @param ioTimeoutSeconds delta: the owner's io timeout; resource: 0
/// @param writeId resource: host that wrote this leader; delta: generation an event is meant for
/// @param writeGeneration its generation; delta: event code
/// @param writeTimestamp its monotonic seconds; delta: event data
/// @see "sanlock src/leader.h, src/ondisk.c"
public record Leader(
    int magic,
    int formatVersion,
    int flags,
    int sectorBytes,
    long numHosts,
    long maxHosts,
    long ownerId,
    long ownerGeneration,
    long leaseVersion,
    String spaceName,
    String resourceName,
    long timestamp,
    int checksum,
    int checksumComputed,
    int ioTimeoutSeconds,
    long writeId,
    long writeGeneration,
    long writeTimestamp) {

  public static final int DELTA_MAGIC = 0x12212010;
  public static final int PAXOS_MAGIC = 0x06152010;
  public static final int CLEARED_MAGIC = 0x11282016;

  static final int DELTA_MAJOR = 3;
  static final int PAXOS_MAJOR = 6;
  static final int MINOR = 4;

  static final int BYTES = 200;
  static final int CHECKED_BYTES = 168;
  static final int NAME_BYTES = 48;
  static final int ALIGN_FLAGS = 0xF0;

  /// The owner is only passing through to take a shared lease.
  static final int SHORT_HOLD = 0x1;

  /// Reads the 200 bytes at `at`; judges nothing.
  public static Leader decode(byte[] bytes, int at) {
    return new Leader(
        DiskBytes.i32(bytes, at),
        DiskBytes.i32(bytes, at + 4),
        DiskBytes.i32(bytes, at + 8),
        DiskBytes.i32(bytes, at + 12),
        DiskBytes.u64(bytes, at + 16),
        DiskBytes.u64(bytes, at + 24),
        DiskBytes.u64(bytes, at + 32),
        DiskBytes.u64(bytes, at + 40),
        DiskBytes.u64(bytes, at + 48),
        DiskBytes.text(bytes, at + 56, NAME_BYTES),
        DiskBytes.text(bytes, at + 104, NAME_BYTES),
        DiskBytes.u64(bytes, at + 152),
        DiskBytes.i32(bytes, at + 168),
        DiskBytes.sanlockChecksum(bytes, at, CHECKED_BYTES),
        DiskBytes.u16(bytes, at + 174),
        DiskBytes.u64(bytes, at + 176),
        DiskBytes.u64(bytes, at + 184),
        DiskBytes.u64(bytes, at + 192));
  }

  /// Writes this record with a checksum of its own making; `checksum` and `checksumComputed` are
  /// ignored, the rest of the sector stays as it is.
  public void encode(byte[] bytes, int at) {
    DiskBytes.put32(bytes, at, magic);
    DiskBytes.put32(bytes, at + 4, formatVersion);
    DiskBytes.put32(bytes, at + 8, flags);
    DiskBytes.put32(bytes, at + 12, sectorBytes);
    DiskBytes.put64(bytes, at + 16, numHosts);
    DiskBytes.put64(bytes, at + 24, maxHosts);
    DiskBytes.put64(bytes, at + 32, ownerId);
    DiskBytes.put64(bytes, at + 40, ownerGeneration);
    DiskBytes.put64(bytes, at + 48, leaseVersion);
    DiskBytes.putText(bytes, at + 56, NAME_BYTES, spaceName);
    DiskBytes.putText(bytes, at + 104, NAME_BYTES, resourceName);
    DiskBytes.put64(bytes, at + 152, timestamp);
    DiskBytes.put64(bytes, at + 160, 0);
    DiskBytes.put32(bytes, at + 168, DiskBytes.sanlockChecksum(bytes, at, CHECKED_BYTES));
    DiskBytes.put16(bytes, at + 172, 0);
    DiskBytes.put16(bytes, at + 174, ioTimeoutSeconds);
    DiskBytes.put64(bytes, at + 176, writeId);
    DiskBytes.put64(bytes, at + 184, writeGeneration);
    DiskBytes.put64(bytes, at + 192, writeTimestamp);
  }

  public boolean checksumHolds() {
    return checksum == checksumComputed;
  }

  int major() {
    return formatVersion >>> 16;
  }

  int minor() {
    return formatVersion & 0xFFFF;
  }
}
