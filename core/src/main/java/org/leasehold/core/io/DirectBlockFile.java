package org.leasehold.core.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.volume.BlockFile;
import org.leasehold.core.volume.BlockFileException;

/// A volume on disk, read and written past the page cache.
///
/// Other hosts write the same blocks, so a cached page would be a lie. Where the file system knows
/// no O_DIRECT (tmpfs), reads go through the cache and [#isDirect] says so. Not for several threads
/// at once: one buffer serves all reads.
public final class DirectBlockFile implements BlockFile {
  /// Reads and writes are aligned to this, whatever the sector size: legal for both.
  private static final int BLOCK_BYTES = 4096;

  /// One read at most; larger ones are cut into these.
  private static final int CHUNK_BYTES = 8 << 20;

  /// Of `stat`'s mode: S_IFMT and S_IFBLK.
  private static final int FILE_TYPE = 0xF000;

  private static final int BLOCK_DEVICE = 0x6000;

  private static final OpenOption O_DIRECT = directOption();

  private final Path path;
  private final FileChannel channel;
  private final boolean direct;
  private final boolean regular;

  /// As large as the largest read so far: who reads sectors needs no megabytes.
  private ByteBuffer buffer;

  private DirectBlockFile(Path path, FileChannel channel, boolean direct, boolean regular) {
    this.path = path;
    this.channel = channel;
    this.direct = direct;
    this.regular = regular;
    this.buffer = aligned(BLOCK_BYTES);
  }

  /// Opens for reading only.
  public static DirectBlockFile read(Path path) throws BlockFileException {
    return open(path, List.of(StandardOpenOption.READ));
  }

  /// Opens an existing file or device for reading and writing.
  public static DirectBlockFile write(Path path) throws BlockFileException {
    return open(
        path, List.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DSYNC));
  }

  private static DirectBlockFile open(Path path, List<OpenOption> options)
      throws BlockFileException {
    if (!Files.exists(path)) {
      throw new BlockFileException(
          BlockFileException.Kind.MISSING, path + " does not exist; check the path");
    }
    if (Files.isDirectory(path)) {
      throw new BlockFileException(
          BlockFileException.Kind.NOT_A_FILE,
          path + " is a directory; name the xleases volume in it");
    }
    boolean regular = Files.isRegularFile(path);
    if (!regular && !isBlockDevice(path)) {
      throw new BlockFileException(
          BlockFileException.Kind.NOT_A_FILE,
          path + " is neither a file nor a block device; name the xleases volume");
    }
    try {
      var direct = new ArrayList<>(options);
      direct.add(O_DIRECT);
      return new DirectBlockFile(
          path, FileChannel.open(path, direct.toArray(OpenOption[]::new)), true, regular);
    } catch (UnsupportedOperationException e) {
      return openCached(path, options, regular);
    } catch (IOException e) {
      if (Failure.isInvalid(e)) return openCached(path, options, regular);
      throw Failure.of(path, "open", e);
    }
  }

  /// Opening a pipe would wait for ever, a character device may do anything.
  private static boolean isBlockDevice(Path path) throws BlockFileException {
    try {
      int mode = (int) Files.getAttribute(path, "unix:mode");
      return (mode & FILE_TYPE) == BLOCK_DEVICE;
    } catch (IOException e) {
      throw Failure.of(path, "look at", e);
    }
  }

  private static DirectBlockFile openCached(Path path, List<OpenOption> options, boolean regular)
      throws BlockFileException {
    try {
      var channel = FileChannel.open(path, options.toArray(OpenOption[]::new));
      return new DirectBlockFile(path, channel, false, regular);
    } catch (IOException e) {
      throw Failure.of(path, "open", e);
    }
  }

  /// False where the file system cannot bypass its cache, so what is read may be old.
  public boolean isDirect() {
    return direct;
  }

  @Override
  public String path() {
    return path.toString();
  }

  @Override
  public long sizeBytes() throws BlockFileException {
    try {
      return channel.size();
    } catch (IOException e) {
      throw Failure.of(path, "ask for the size of", e);
    }
  }

  @Override
  public boolean grows() {
    return regular;
  }

  @Override
  public int read(long offsetBytes, byte[] into, int at, int length) throws BlockFileException {
    int done = 0;
    while (done < length) {
      long from = offsetBytes + done;
      int skip = (int) (from % BLOCK_BYTES);
      int wanted = Math.min(length - done, CHUNK_BYTES - skip);
      int got = readAligned(from - skip, roundUp(skip + wanted)) - skip;
      int usable = Math.min(wanted, got);
      if (usable <= 0) break;
      buffer.get(skip, into, at + done, usable);
      done += usable;
      if (usable < wanted) break;
    }
    return done;
  }

  /// @return bytes in the buffer, fewer than `length` only at the end of the file
  private int readAligned(long offsetBytes, int length) throws BlockFileException {
    if (buffer.capacity() < length) buffer = aligned(length);
    buffer.clear().limit(length);
    try {
      while (buffer.hasRemaining()) {
        int got = channel.read(buffer, offsetBytes + buffer.position());
        // A short direct read that does not end on a block is the end of the file.
        if (got <= 0 || (direct && buffer.position() % BLOCK_BYTES != 0)) break;
      }
      return buffer.position();
    } catch (IOException e) {
      throw Failure.of(path, "read", e);
    }
  }

  /// Java's direct writes are whole blocks of the file system, mostly 4 KiB, also where the
  /// volume's sectors are 512 bytes. So the blocks around are read fresh and written with it: every
  /// write of ours lies in the index, which is whole 4 KiB blocks and has one writer, the holder of
  /// the master lease; and a torn write leaves old or new sectors, each whole.
  @Override
  public void writeDurably(long offsetBytes, byte[] block) throws BlockFileException {
    int skip = (int) (offsetBytes % BLOCK_BYTES);
    int length = roundUp(skip + block.length);
    var around = new byte[length];
    if (length != block.length) read(offsetBytes - skip, around, 0, length);
    System.arraycopy(block, 0, around, skip, block.length);
    store(offsetBytes - skip, around);
  }

  private void store(long offsetBytes, byte[] blocks) throws BlockFileException {
    var aligned = aligned(blocks.length).put(blocks).flip();
    try {
      int wrote = channel.write(aligned, offsetBytes);
      if (wrote != blocks.length) {
        throw new BlockFileException(
            BlockFileException.Kind.NOT_STORED,
            "%s took only %d of %d bytes at offset %d; the storage is full or failing"
                .formatted(path, wrote, blocks.length, offsetBytes));
      }
      channel.force(false);
    } catch (IOException e) {
      throw Failure.of(path, "write", e);
    }
  }

  /// The JDK's one door to O_DIRECT, `ExtendedOpenOption.DIRECT` of jdk.unsupported; asked for by
  /// name because javac warns of the class as internal and cannot be told that it is meant.
  private static OpenOption directOption() {
    try {
      for (var option : Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
        if (option.toString().equals("DIRECT")) return (OpenOption) option;
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("this Java has no module jdk.unsupported", e);
    }
    throw new IllegalStateException("this Java cannot open files with O_DIRECT");
  }

  private static ByteBuffer aligned(int bytes) {
    return ByteBuffer.allocateDirect(bytes + BLOCK_BYTES).alignedSlice(BLOCK_BYTES);
  }

  private static int roundUp(int bytes) {
    return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // Every write was forced before it returned: nothing is lost with the handle.
    }
  }
}
