package org.leasehold.app.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.volume.BlockFileException;

/// Before a repair the index is kept, or nothing is repaired.
class IndexBackupTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aBackupThatExistsIsNotReplacedAndOneThatCannotBeWrittenIsSaid() throws Exception {
    var kept = Files.writeString(folder.resolve("index"), "before");
    assertEquals(
        "the index could not be kept in %s (it exists already), so nothing was repaired; name another place"
            .formatted(kept),
        refusal(kept));
    assertEquals("before", Files.readString(kept));
    var nowhere = folder.resolve("none/index");
    assertEquals(
        "the index could not be kept in %s (its folder does not exist), so nothing was repaired; name another place"
            .formatted(nowhere),
        refusal(nowhere));
    var under = kept.resolve("index");
    assertEquals(
        "the index could not be kept in %s (%s: Not a directory), so nothing was repaired; name another place"
            .formatted(under, under),
        refusal(under));
  }

  private static String refusal(Path kept) {
    var backup = new IndexBackup(kept, "name another place");
    return String.valueOf(
        assertThrows(BlockFileException.class, () -> backup.keep(new byte[8])).getMessage());
  }
}
