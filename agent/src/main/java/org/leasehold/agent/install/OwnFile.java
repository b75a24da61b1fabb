package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Objects;
import org.leasehold.agent.journal.DurableFile;

/// A file of ours at a fixed place. One of somebody else there is never overwritten, and one that
/// somebody changed since is left when the rest is taken away.
record OwnFile(Where where, Made made, String place, String text, String rights) implements Step {
  private byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String what() {
    return "write " + place;
  }

  @Override
  public String undoing() {
    return "delete " + place;
  }

  @Override
  public Standing look() throws IOException {
    var now = DurableFile.read(where.at(place));
    if (now.isEmpty()) return Standing.MISSING;
    if (!Arrays.equals(now.get(), bytes())) {
      return made.isLast(place, now.get())
          ? Standing.MISSING
          : new Standing.InTheWay(
              "%s is there, and not as Leasehold wrote it; look at it and move it away"
                  .formatted(place));
    }
    var its = PosixFilePermissions.toString(Files.getPosixFilePermissions(where.at(place)));
    return its.equals(rights) && made.has(place) ? Standing.THERE : Standing.MISSING;
  }

  @Override
  public void make() throws IOException {
    folder(Objects.requireNonNull(Path.of(place).getParent()));
    made.add(place, bytes());
    DurableFile.write(where.at(place), bytes());
    Files.setPosixFilePermissions(where.at(place), PosixFilePermissions.fromString(rights));
  }

  /// Folders that were not there are taken away again.
  private void folder(Path folder) throws IOException {
    if (Files.isDirectory(where.at(folder.toString()))) return;
    folder(Objects.requireNonNull(folder.getParent()));
    made.add(folder.toString());
    Files.createDirectory(where.at(folder.toString()));
  }

  @Override
  public void unmake() throws IOException {
    var now = DurableFile.read(where.at(place));
    if (now.isPresent() && made.isLast(place, now.get())) Files.delete(where.at(place));
    made.remove(place);
    for (var up = Path.of(place).getParent(); up != null && made.has(up.toString()); ) {
      try (var rest = Files.list(where.at(up.toString()))) {
        if (rest.findAny().isPresent()) return;
      }
      Files.delete(where.at(up.toString()));
      made.remove(up.toString());
      up = up.getParent();
    }
  }
}
