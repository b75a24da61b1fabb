package org.leasehold.core.volume;

import java.util.Comparator;
import java.util.OptionalInt;

/// One thing that is not as it should be, in words for people.
///
/// @param severity how much it matters
/// @param code stable name for scripts; never changes its meaning
/// @param slot slot number; empty where it concerns the volume as a whole
/// @param offsetBytes where on the volume, or in the separate lockspace volume
/// @param read what was read
/// @param meaning what that means
/// @param action what to do
public record Finding(
    Severity severity,
    Code code,
    OptionalInt slot,
    long offsetBytes,
    String read,
    String meaning,
    String action) {

  /// Worst first, then by place.
  public static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::severity)
          .reversed()
          .thenComparingLong(Finding::offsetBytes)
          .thenComparing(Finding::code);

  public enum Severity {
    /// Good to know; nothing needs doing.
    INFO,
    /// Works, and will surprise somebody.
    WARNING,
    /// Something of the volume cannot be used until it is repaired.
    ERROR,
    /// Two owners of one lease are possible, or the whole volume is unusable.
    CRITICAL
  }

  /// Everything a check can find; the word in JSON is [#word].
  public enum Code {
    INDEX_TRUNCATED,
    SIZE_ODD,
    SECTOR_ASSUMED,
    FOREIGN_VOLUME,
    INDEX_UNREADABLE,
    INDEX_REVERSED,
    INDEX_UPDATING,
    INDEX_FLAG_ODD,
    INDEX_NO_NEWLINE,
    INDEX_LOCKSPACE,
    RECORD_CORRUPT,
    RECORD_UPDATING,
    RECORD_HINT,
    RECORD_DUPLICATE,
    RECORD_NAME_TAIL,
    RECORD_NAME_FULL,
    RECORD_NO_NEWLINE,
    RECORD_BEYOND_CAPACITY,
    RECORD_BEYOND_INDEX,
    LOCKSPACE_MISSING,
    LOCKSPACE_FORMAT_TORN,
    LOCKSPACE_TRUNCATED,
    LOCKSPACE_NAME,
    HOST_DAMAGED,
    HOST_NAME_TWICE,
    HOST_IO_TIMEOUT,
    HOST_WENT_BACK,
    MASTER_DAMAGED,
    SLOT_MISSING,
    SLOT_CORRUPT,
    SLOT_LEFTOVER,
    SLOT_RELEASED_CLOBBERED,
    LEADER_MINOR,
    LEADER_IO_TIMEOUT,
    LEADER_WRITER,
    OWNER_BEYOND_HOSTS,
    OWNER_GENERATION_AHEAD,
    OWNER_HEARTBEAT_UNREADABLE,
    BALLOT_ABANDONED,
    DBLOCK_CHECKSUM,
    DBLOCK_AHEAD,
    DBLOCK_BALLOT_NUMBER,
    MODE_GENERATION,
    SHARED_AND_HELD,
    HOST_SECTOR_UNUSED,
    VERSION_WENT_BACK;

    /// As printed and as in JSON: lower case with hyphens.
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  static Finding ofVolume(
      Severity severity, Code code, long offsetBytes, String read, String meaning, String action) {
    return new Finding(severity, code, OptionalInt.empty(), offsetBytes, read, meaning, action);
  }

  static Finding ofSlot(
      Severity severity,
      Code code,
      int slot,
      long offsetBytes,
      String read,
      String meaning,
      String action) {
    return new Finding(severity, code, OptionalInt.of(slot), offsetBytes, read, meaning, action);
  }

  /// The record number of a slot's lease; empty for slots below the first lease.
  public OptionalInt record() {
    return slot.isPresent() && slot.getAsInt() >= Geometry.FIRST_LEASE_SLOT
        ? OptionalInt.of(slot.getAsInt() - Geometry.FIRST_LEASE_SLOT)
        : OptionalInt.empty();
  }
}
