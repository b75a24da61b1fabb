package org.leasehold.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.volume.BlockFileException;

/// A device whose storage dies while it is open: a file behind FUSE whose server is killed.
@Tag("daemon")
class VanishingDeviceTest {
  private static final Path SERVER = Path.of("/usr/bin/qemu-storage-daemon");

  @TempDir(factory = TargetDirectory.class)
  private Path folder = Path.of("");

  @Test
  void isSaidInOneSentence() throws Exception {
    if (!Files.isExecutable(SERVER)) fail(SERVER + " is missing: install qemu-system-common");
    var disk = folder.resolve("disk");
    var mountPoint = Files.createFile(folder.resolve("export"));
    try (var file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(1 << 20);
    }
    var server = serve(disk, mountPoint);
    try (var volume = DirectBlockFile.read(mountPoint)) {
      assertEquals(512, volume.read(0, new byte[512], 0, 512));
      server.destroyForcibly().waitFor();
      var said =
          assertThrows(BlockFileException.class, () -> volume.read(4096, new byte[512], 0, 512));
      assertEquals(BlockFileException.Kind.VANISHED, said.kind());
      assertTrue(
          String.valueOf(said.getMessage()).startsWith("cannot read " + mountPoint + ": "),
          said::getMessage);
      assertTrue(
          String.valueOf(said.getMessage()).endsWith("; check that the storage is connected"),
          said::getMessage);
    } finally {
      server.destroyForcibly().waitFor();
      new ProcessBuilder("umount", "-l", mountPoint.toString()).start().waitFor();
    }
  }

  private Process serve(Path disk, Path mountPoint) throws Exception {
    var server =
        new ProcessBuilder(
                SERVER.toString(),
                "--blockdev",
                "driver=file,node-name=f,filename=" + disk,
                "--blockdev",
                "driver=raw,node-name=n,file=f",
                "--export",
                "type=fuse,id=e,node-name=n,mountpoint=" + mountPoint + ",writable=on")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile())
            .start();
    for (int tries = 0; tries < 100 && Files.size(mountPoint) == 0; tries++) {
      if (server.waitFor(50, TimeUnit.MILLISECONDS)) {
        fail("qemu-storage-daemon: " + Files.readString(folder.resolve("server.log")));
      }
    }
    return server;
  }
}
