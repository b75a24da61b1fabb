package org.leasehold.app.repair;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.VolumeEditor;

/// Keeps the index as it was before a repair in a file of its own; one that exists is never
/// replaced.
///
/// @param kept where
/// @param otherwise what to do where that cannot be written, for people
public record IndexBackup(Path kept, String otherwise) implements VolumeEditor.Backup {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /// `NAME.index-TIME`
  public static String name(Path volume, Instant now) {
    return volume.getFileName() + ".index-" + STAMP.format(now);
  }

  @Override
  public String keep(byte[] index) throws BlockFileException {
    try {
      Files.write(kept, index, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
      return kept.toAbsolutePath().toString();
    } catch (IOException e) {
      throw new BlockFileException(
          BlockFileException.Kind.DENIED,
          "the index could not be kept in %s (%s), so nothing was repaired; %s"
              .formatted(kept, reason(e), otherwise),
          e);
    }
  }

  /// Where the library's words are the path alone.
  private static String reason(IOException e) {
    return switch (e) {
      case FileAlreadyExistsException _ -> "it exists already";
      case NoSuchFileException _ -> "its folder does not exist";
      case AccessDeniedException _ -> "no permission";
      default -> String.valueOf(e.getMessage());
    };
  }
}
