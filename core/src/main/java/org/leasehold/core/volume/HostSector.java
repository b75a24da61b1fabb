package org.leasehold.core.volume;

import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;

/// What one host left in a lease slot: its ballot block and its mode block.
///
/// @param host whose sector it is
/// @param ballot `mbal`, the ballot number; modulo the slot's host count it equals the host id's
/// @param phaseTwoBallot `bal`: 0 in the first phase, the ballot number in the second
/// @param proposedOwner `inp`: host id proposed as owner; 0 in the first phase
/// @param proposedGeneration `inp2`
/// @param proposedTimestamp `inp3`
/// @param leaseVersion version being balloted
/// @param released the host let the lease go; kept ballot values are history
/// @param checksumHolds a wrong checksum makes every exclusive acquire fail with -214
/// @param shared the host holds the lease shared
/// @param sharedGeneration with which generation
/// @see "sanlock src/paxos_dblock.h, src/mode_block.h"
public record HostSector(
    HostId host,
    long ballot,
    long phaseTwoBallot,
    long proposedOwner,
    long proposedGeneration,
    long proposedTimestamp,
    long leaseVersion,
    boolean released,
    boolean checksumHolds,
    boolean shared,
    long sharedGeneration) {

  static final int MODE_AT = 128;
  static final int DBLOCK_CHECKED_BYTES = 48;
  static final int DBLOCK_BYTES = 56;
  static final int RELEASED_FLAG = 0x1;
  static final int SHARED_FLAG = 0x1;

  /// Empty sectors are most sectors: told by nine words, without allocating.
  static boolean isEmpty(byte[] bytes, int at) {
    return DiskBytes.isZero(bytes, at, DBLOCK_BYTES)
        && DiskBytes.i32(bytes, at + MODE_AT) == 0
        && DiskBytes.u64(bytes, at + MODE_AT + 8) == 0;
  }

  static HostSector decode(byte[] bytes, int at, HostId host) {
    int stored = DiskBytes.i32(bytes, at + 48);
    // A block whose checksum and values are all zero is empty, not damaged.
    boolean holds =
        stored == DiskBytes.sanlockChecksum(bytes, at, DBLOCK_CHECKED_BYTES)
            || (stored == 0 && DiskBytes.isZero(bytes, at, DBLOCK_CHECKED_BYTES));
    return new HostSector(
        host,
        DiskBytes.u64(bytes, at),
        DiskBytes.u64(bytes, at + 8),
        DiskBytes.u64(bytes, at + 16),
        DiskBytes.u64(bytes, at + 24),
        DiskBytes.u64(bytes, at + 32),
        DiskBytes.u64(bytes, at + 40),
        (DiskBytes.i32(bytes, at + 52) & RELEASED_FLAG) != 0,
        holds,
        (DiskBytes.i32(bytes, at + MODE_AT) & SHARED_FLAG) != 0,
        DiskBytes.u64(bytes, at + MODE_AT + 8));
  }

  void encode(byte[] bytes, int at) {
    DiskBytes.put64(bytes, at, ballot);
    DiskBytes.put64(bytes, at + 8, phaseTwoBallot);
    DiskBytes.put64(bytes, at + 16, proposedOwner);
    DiskBytes.put64(bytes, at + 24, proposedGeneration);
    DiskBytes.put64(bytes, at + 32, proposedTimestamp);
    DiskBytes.put64(bytes, at + 40, leaseVersion);
    DiskBytes.put32(bytes, at + 48, DiskBytes.sanlockChecksum(bytes, at, DBLOCK_CHECKED_BYTES));
    DiskBytes.put32(bytes, at + 52, released ? RELEASED_FLAG : 0);
    DiskBytes.put32(bytes, at + MODE_AT, shared ? SHARED_FLAG : 0);
    DiskBytes.put64(bytes, at + MODE_AT + 8, sharedGeneration);
  }

  HostLife sharedLife() {
    return new HostLife(host, new Generation(sharedGeneration));
  }
}
