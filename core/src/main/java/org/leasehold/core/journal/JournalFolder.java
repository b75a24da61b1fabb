package org.leasehold.core.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.leasehold.core.journal.JournalException.Kind;

/// The folder of one engine's journal: `engine.db` and SQLite's files beside it, `engine.lock` held
/// by the engine that has it open, `engine.run` with the number of the last run. Only its owner may
/// read it.
final class JournalFolder implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");

  private final Path folder;
  private final FileChannel lock;

  private JournalFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /// Makes the folder where it is missing, and takes it for this process.
  static JournalFolder take(Path folder) throws JournalException {
    try {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, OWNER_FOLDER);
      var lock = open(folder.resolve("engine.lock"));
      if (!isLocked(lock)) {
        lock.close();
        throw new JournalException(
            Kind.IN_USE,
            "%s is in use by another engine on this machine; end that one, or ask it instead"
                .formatted(folder),
            null);
      }
      return new JournalFolder(folder, lock);
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  static JournalException unusable(Path where, Exception e) {
    return new JournalException(
        Kind.UNUSABLE,
        "the journal in %s cannot be used: %s; check its owner, rights and free space"
            .formatted(where, reason(e)),
        e);
  }

  private static String reason(Exception e) {
    return e instanceof java.nio.file.FileSystemException f && f.getReason() == null
        ? f.getClass().getSimpleName() + " " + f.getFile()
        : String.valueOf(e.getMessage());
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(OWNER_FILE));
  }

  /// The lock is let go with the channel or the process.
  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  Path database() {
    return folder.resolve("engine.db");
  }

  /// SQLite gives its other files the rights of this one.
  void makeDatabaseFile() throws IOException {
    open(database()).close();
    Files.setPosixFilePermissions(database(), OWNER_FILE);
  }

  /// A copy that was put back is another file.
  String inode() throws IOException {
    return String.valueOf(Files.getAttribute(database(), "unix:ino"));
  }

  /// @return 0 when there is none, or none that can be read
  long lastRun() throws IOException {
    try {
      return Long.parseLong(Files.readString(folder.resolve("engine.run")).strip());
    } catch (NoSuchFileException | NumberFormatException e) {
      return 0;
    }
  }

  void writeRun(long run) throws IOException {
    var next = folder.resolve("engine.run.new");
    Files.deleteIfExists(next);
    try (var file = open(next)) {
      file.write(
          java.nio.ByteBuffer.wrap((run + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      file.force(true);
    }
    Files.move(next, folder.resolve("engine.run"), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Moves a broken journal out of the way; nothing is thrown away.
  ///
  /// @return its new path
  Path setAside(long wallMillis) throws IOException {
    var broken = folder.resolve("engine.db.broken-" + wallMillis);
    for (var suffix : List.of("-wal", "-shm", "")) {
      var from = Path.of(database() + suffix);
      if (Files.exists(from)) Files.move(from, Path.of(broken + suffix));
    }
    return broken;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      // The process ends or opens it anew; a lock that stays is refused with a sentence.
    }
  }
}
