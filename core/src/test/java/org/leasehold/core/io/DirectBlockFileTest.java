package org.leasehold.core.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.volume.BlockFileException;

/// Bytes through O_DIRECT, and what happens when the storage does not play along.
class DirectBlockFileTest {
  /// Below the build directory: `/tmp` is often a file system without O_DIRECT.
  @TempDir(factory = TargetDirectory.class)
  private Path folder = Path.of("");

  private Path file = Path.of("");

  @BeforeEach
  void tenThousandBytes() throws IOException {
    file = folder.resolve("volume");
    var bytes = new byte[10_000];
    for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (i % 251);
    Files.write(file, bytes);
  }

  @Test
  void anyStretchIsReadThoughItIsNotAligned() throws Exception {
    try (var volume = DirectBlockFile.read(file)) {
      assertTrue(volume.isDirect(), "no O_DIRECT in " + folder);
      var into = new byte[6000];
      assertEquals(5000, volume.read(3333, into, 500, 5000));
      assertArrayEquals(
          Arrays.copyOfRange(Files.readAllBytes(file), 3333, 8333),
          Arrays.copyOfRange(into, 500, 5500));
    }
  }

  @Test
  void aReadEndsWhereTheVolumeEnds() throws Exception {
    try (var volume = DirectBlockFile.read(file)) {
      var into = new byte[8192];
      assertEquals(1000, volume.read(9000, into, 0, into.length));
      assertEquals(0, volume.read(10_000, into, 0, into.length));
      assertEquals(0, volume.read(1 << 30, into, 0, into.length));
    }
  }

  @Test
  void oneSectorIsWrittenAndItsNeighboursStay() throws Exception {
    var expected = Arrays.copyOf(Files.readAllBytes(file), 12_288);
    var sector = new byte[512];
    Arrays.fill(sector, (byte) 0xAB);
    try (var volume = DirectBlockFile.write(file)) {
      volume.writeDurably(4608, sector);
    }
    System.arraycopy(sector, 0, expected, 4608, 512);
    var read = Arrays.copyOf(Files.readAllBytes(file), 12_288);
    assertArrayEquals(expected, read);
  }

  @Test
  void aWritePastTheEndMakesAFileLonger() throws Exception {
    try (var volume = DirectBlockFile.write(file)) {
      assertTrue(volume.grows());
      volume.writeDurably(1 << 20, new byte[4096]);
      assertEquals((1 << 20) + 4096, volume.sizeBytes());
    }
  }

  @Test
  void aMissingPermissionIsSaidInOneSentence() {
    var said = Failure.of(file, "open", new AccessDeniedException(file.toString()));
    assertEquals(BlockFileException.Kind.DENIED, said.kind());
    assertEquals(
        "no permission to open " + file + "; run as root or as a member of the group that owns it",
        said.getMessage());
  }

  @Test
  void everyFailureOfTheStorageIsSaidInOneSentence() {
    var path = Path.of("/srv/xleases");
    assertEquals(
        "no permission to write /srv/xleases; run as root or as a member of the group that owns it",
        Failure.of(path, "write", new IOException("Operation not permitted")).getMessage());
    assertEquals(
        "no permission to open /srv/xleases; run as root or as a member of the group that owns it",
        Failure.of(path, "open", new IOException("Permission denied")).getMessage());
    assertEquals(
        "/srv/xleases does not exist; check the path",
        Failure.of(path, "open", new NoSuchFileException("/srv/xleases")).getMessage());
    assertEquals(
        "/srv/xleases is on a read-only file system; mount it writable",
        Failure.of(path, "write", new IOException("Read-only file system")).getMessage());
    assertEquals(
        "cannot read /srv/xleases: Input/output error; check that the storage is connected",
        Failure.of(path, "read", new IOException("Input/output error")).getMessage());
    assertEquals(
        "cannot write /srv/xleases: its storage is full (Disk quota exceeded); make room there",
        Failure.of(path, "write", new IOException("Disk quota exceeded")).getMessage());
  }

  @Test
  void aVolumeThatIsClosedTellsNoSize() throws Exception {
    var volume = DirectBlockFile.read(file);
    volume.close();
    var refused = assertThrows(BlockFileException.class, volume::sizeBytes);
    assertEquals(
        "cannot ask for the size of %s: ClosedChannelException; check that the storage is connected"
            .formatted(file),
        refused.getMessage());
  }

  @Test
  void aStaleNfsHandleIsSaidInOneSentence() {
    var said = Failure.of(file, "read", new IOException("Stale file handle"));
    assertEquals(BlockFileException.Kind.VANISHED, said.kind());
    assertEquals(
        file + " is gone from its NFS server (stale file handle); mount the storage again",
        said.getMessage());
  }

  @Test
  void aVolumeOpenedForReadingIsNotWritten() throws Exception {
    var before = Files.readAllBytes(file);
    try (var volume = DirectBlockFile.read(file)) {
      assertThrows(RuntimeException.class, () -> volume.writeDurably(0, new byte[4096]));
    }
    assertArrayEquals(before, Files.readAllBytes(file));
  }
}
