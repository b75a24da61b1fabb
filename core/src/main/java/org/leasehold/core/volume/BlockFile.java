package org.leasehold.core.volume;

/// The volume as blocks: a file or a block device. The one way bytes reach this package.
///
/// Implementations read past caches (O_DIRECT), because other hosts write the same blocks.
public interface BlockFile extends AutoCloseable {
  /// For messages.
  String path();

  /// Bytes now; a file on a file domain grows with writes, a device does not.
  long sizeBytes() throws BlockFileException;

  /// Whether writing past the end makes it longer.
  boolean grows();

  /// Reads what there is.
  ///
  /// @param offsetBytes any offset
  /// @param into filled from `at`
  /// @param length how many bytes are wanted
  /// @return how many bytes were read: fewer than `length` only where the volume ends
  int read(long offsetBytes, byte[] into, int at, int length) throws BlockFileException;

  /// Writes one block and returns only after the device reported it stored.
  ///
  /// @param offsetBytes a multiple of the sector size
  /// @param block one sector, or the whole index
  void writeDurably(long offsetBytes, byte[] block) throws BlockFileException;

  @Override
  void close();
}
