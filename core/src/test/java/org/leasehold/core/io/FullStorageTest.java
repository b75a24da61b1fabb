package org.leasehold.core.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.volume.BlockFileException;

/// A file system of 16 KiB that fills up in the middle of a write: a thin volume does the same.
@Tag("daemon")
class FullStorageTest {
  @TempDir Path folder;

  @BeforeEach
  void mount() throws Exception {
    run("mount", "-t", "tmpfs", "-o", "size=16k", "leasehold-test", folder.toString());
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", folder.toString());
  }

  private static void run(String... command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals("0 ", process.waitFor() + " " + said, List.of(command)::toString);
  }

  @Test
  void aWriteOfWhichAPartIsStoredIsNotTakenForStored() throws Exception {
    var file = Files.createFile(folder.resolve("volume"));
    try (var volume = DirectBlockFile.write(file)) {
      volume.writeDurably(0, new byte[4096]);
      var said =
          assertThrows(BlockFileException.class, () -> volume.writeDurably(8192, new byte[16_384]));
      assertEquals(
          "NOT_STORED: "
              + file
              + " took only 12288 of 16384 bytes at offset 8192; the storage is full or failing",
          said.kind() + ": " + said.getMessage());
      var full =
          assertThrows(BlockFileException.class, () -> volume.writeDurably(40_960, new byte[4096]));
      assertEquals(
          "NOT_STORED: cannot write "
              + file
              + ": its storage is full (No space left on device); make room there",
          full.kind() + ": " + full.getMessage());
    }
  }
}
