package org.leasehold.core.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.BlockFileException.Kind;

/// What the operating system said, as one sentence of what, where, and what to do.
///
/// The JDK keeps errno's text and drops its number, so the C library's English words are read.
final class Failure {
  private Failure() {}

  static BlockFileException of(Path path, String what, IOException e) {
    var said = said(e);
    boolean denied =
        e instanceof AccessDeniedException
            || said.contains("permission denied")
            || said.contains("operation not permitted");
    if (denied) {
      return new BlockFileException(
          Kind.DENIED,
          "no permission to %s %s; run as root or as a member of the group that owns it"
              .formatted(what, path),
          e);
    }
    if (e instanceof NoSuchFileException) {
      return new BlockFileException(Kind.MISSING, path + " does not exist; check the path", e);
    }
    if (said.contains("stale file handle")) {
      return new BlockFileException(
          Kind.VANISHED,
          "%s is gone from its NFS server (stale file handle); mount the storage again"
              .formatted(path),
          e);
    }
    if (said.contains("read-only file system")) {
      return new BlockFileException(
          Kind.DENIED, path + " is on a read-only file system; mount it writable", e);
    }
    if (said.contains("no space left on device") || said.contains("quota exceeded")) {
      return new BlockFileException(
          Kind.NOT_STORED,
          "cannot %s %s: its storage is full (%s); make room there".formatted(what, path, text(e)),
          e);
    }
    return new BlockFileException(
        Kind.VANISHED,
        "cannot %s %s: %s; check that the storage is connected".formatted(what, path, text(e)),
        e);
  }

  /// The kernel's EINVAL: this file system does not know O_DIRECT.
  static boolean isInvalid(IOException e) {
    return said(e).contains("invalid argument");
  }

  private static String said(IOException e) {
    return text(e).toLowerCase(Locale.ROOT);
  }

  private static String text(IOException e) {
    if (e instanceof FileSystemException fs && fs.getReason() != null) return fs.getReason();
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
