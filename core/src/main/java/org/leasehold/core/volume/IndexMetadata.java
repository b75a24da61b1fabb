package org.leasehold.core.volume;

/// The first 512 bytes of the index.
///
/// @see "vdsm lib/vdsm/storage/xlease.py: IndexMetadata"
public sealed interface IndexMetadata {
  /// @param lockspace name of the storage domain
  /// @param modifiedSeconds seconds since the epoch of the last format or rebuild
  /// @param updating the index was being written when its writer stopped; it cannot be used
  /// @param flag the flag as stored; anything but `u` means settled, vdsm writes `-`
  /// @param newline whether the block ends as vdsm writes it; not checked by vdsm
  record Valid(String lockspace, long modifiedSeconds, boolean updating, char flag, boolean newline)
      implements IndexMetadata {}

  /// @param why the first rule it breaks, in the order vdsm tests them
  /// @param field offset of the field within the block, and how many bytes it has
  record Invalid(Flaw why, int field, int fieldBytes) implements IndexMetadata {}

  /// Why an index cannot be used; each with the sentence that says so.
  enum Flaw {
    MAGIC("no index magic 12152016"),
    MAGIC_REVERSED("index magic in reversed byte order: written by something else than vdsm"),
    RINDEX("sanlock's own resource index stands where the xleases index belongs"),
    VERSION_TEXT("version is not a number"),
    VERSION("version is not 0001"),
    LOCKSPACE("lockspace name is empty or not printable ASCII"),
    MTIME("modification time is not a number");

    private final String sentence;

    Flaw(String sentence) {
      this.sentence = sentence;
    }

    public String sentence() {
      return sentence;
    }
  }
}
