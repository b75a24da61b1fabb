package org.leasehold.core.volume;

import java.util.Arrays;

/// Changes the index on disk: one block at a time, each from a fresh read, each read back.
record IndexWriter(BlockFile file, Geometry geometry) {

  /// @param record 0-based record number
  /// @param bytes the record's new 64 bytes
  void writeRecord(int record, byte[] bytes) throws BlockFileException {
    int at = IndexLayout.recordOffset(record);
    int inBlock = at % geometry.sectorBytes();
    long blockAt = geometry.indexOffsetBytes() + at - inBlock;
    var block = freshBlock(blockAt);
    System.arraycopy(bytes, 0, block, inBlock, bytes.length);
    store(blockAt, block);
  }

  void writeMetadata(String lockspace, long modifiedSeconds, boolean updating)
      throws BlockFileException {
    var metadata = new byte[IndexLayout.METADATA_BYTES];
    Index.encodeMetadata(metadata, lockspace, modifiedSeconds, updating);
    var block = freshBlock(geometry.indexOffsetBytes());
    System.arraycopy(metadata, 0, block, 0, metadata.length);
    store(geometry.indexOffsetBytes(), block);
  }

  /// A whole index without leases, marked as being written.
  void writeUnfinished(String lockspace, long modifiedSeconds) throws BlockFileException {
    store(geometry.indexOffsetBytes(), Index.encodeEmpty(lockspace, modifiedSeconds, true));
  }

  /// The index as it is on disk, for the backup before a repair.
  byte[] read() throws BlockFileException {
    return VolumeReader.readUpTo(file, geometry.indexOffsetBytes(), IndexLayout.INDEX_BYTES);
  }

  private byte[] freshBlock(long at) throws BlockFileException {
    var block = VolumeReader.readUpTo(file, at, geometry.sectorBytes());
    if (block.length < geometry.sectorBytes()) {
      throw new BlockFileException(
          BlockFileException.Kind.VANISHED,
          "%s ends inside its index, at %d".formatted(file.path(), at + block.length));
    }
    return block;
  }

  private void store(long at, byte[] block) throws BlockFileException {
    file.writeDurably(at, block);
    if (!Arrays.equals(block, VolumeReader.readUpTo(file, at, block.length))) {
      throw new BlockFileException(
          BlockFileException.Kind.NOT_STORED,
          "%s did not keep what was written at offset %d: another writer, or failing storage; run `leasehold volume check`"
              .formatted(file.path(), at));
    }
  }
}
