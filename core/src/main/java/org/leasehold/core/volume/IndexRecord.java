package org.leasehold.core.volume;

import java.util.List;

/// One of the 3,960 records of the index.
public sealed interface IndexRecord {
  /// 0-based record number.
  int record();

  /// The canonical empty record: the only bytes in which a lease may be added.
  record Free(int record) implements IndexRecord {}

  /// @param id lease id
  /// @param hintBytes offset written for people; programs compute it
  /// @param updating legacy mark of an unfinished write: the lease counts as missing
  /// @param oddities what is accepted though vdsm would not have written it so
  record Used(int record, String id, long hintBytes, boolean updating, List<Oddity> oddities)
      implements IndexRecord {
    public Used {
      oddities = List.copyOf(oddities);
    }
  }

  enum Oddity {
    /// Bytes other than NUL follow the name's end, so vdsm's lookup misses the lease.
    NAME_TAIL,
    /// All 48 bytes are used; libvirt insists on a NUL and refuses such a lease.
    NAME_FULL,
    NO_NEWLINE
  }

  record Corrupt(int record, Flaw why) implements IndexRecord {}

  /// Why a record cannot be used. An all-zero record is corrupt, not free.
  enum Flaw {
    ALL_ZERO("64 zero bytes: neither a lease nor the canonical empty record"),
    NAME("name is not printable ASCII"),
    HINT("offset text is not a number"),
    EMPTY_NAME("no name, yet not the canonical empty record");

    private final String sentence;

    Flaw(String sentence) {
      this.sentence = sentence;
    }

    public String sentence() {
      return sentence;
    }
  }
}
