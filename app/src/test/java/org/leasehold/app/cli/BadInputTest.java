package org.leasehold.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bad input gets one clear sentence, exit code 3, and changes nothing.
class BadInputTest {
  @TempDir private Path folder = Path.of("");

  private static void assertUnreadable(String sentence, Run run) {
    assertEquals(new Run(3, "", "leasehold volume inspect: " + sentence + "\n"), run);
  }

  @Test
  void aMissingFile() {
    var file = folder.resolve("nothing");
    assertUnreadable(file + " does not exist; check the path", Run.of("volume", "inspect", file));
  }

  @Test
  void aDirectory() {
    assertUnreadable(
        folder + " is a directory; name the xleases volume in it",
        Run.of("volume", "inspect", folder));
  }

  @Test
  void somethingThatIsNeitherAFileNorADevice() {
    assertUnreadable(
        "/dev/null is neither a file nor a block device; name the xleases volume",
        Run.of("volume", "inspect", "/dev/null"));
  }

  @Test
  void anEmptyFile() throws IOException {
    var file = Files.createFile(folder.resolve("empty"));
    assertUnreadable(
        file + " is empty: no volume was ever created in it; `leasehold volume create` does that",
        Run.of("volume", "inspect", file));
  }

  @Test
  void aDiskImageThatIsNoVolume() throws IOException {
    var file = folder.resolve("disk.img");
    try (var disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength(16 << 20);
      disk.seek(510);
      disk.write(new byte[] {0x55, (byte) 0xAA});
    }
    var before = Files.readAllBytes(file);
    assertUnreadable(
        file
            + " is no xleases volume: no index at 1, 2, 4 or 8 MiB and no lease; where you know better, say --sector and --align",
        Run.of("volume", "inspect", file));
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void aSeparateLockspaceThatIsMissing() throws IOException {
    var ids = folder.resolve("ids");
    assertUnreadable(
        ids + " does not exist; check the path",
        Run.of("volume", "inspect", Samples.twoHosts(folder), "--ids", ids));
  }

  @Test
  void withJsonTheSentenceIsAnObjectToo() {
    var file = folder.resolve("nothing");
    assertEquals(
        "{\"error\":{\"exit_code\":3,\"sentence\":\""
            + file
            + " does not exist; check the path\"}}\n",
        Run.of("volume", "inspect", file, "--json").out());
  }

  @Test
  void aDaemonThatIsNotThereIsNamedAndNoFileIsLeftBehind() {
    var file = folder.resolve("new");
    var run = Run.of("volume", "create", file, "--sanlock-dir", folder.resolve("run"));
    assertEquals(
        new Run(
            3,
            "",
            "leasehold volume create: sanlock is not running on this host: no socket at "
                + folder.resolve("run/sanlock.sock")
                + "; start it with systemctl start sanlock\n"),
        run);
    assertFalse(Files.exists(file));
  }

  @Test
  void aVolumeIsNotChangedWithoutItsDaemon() throws IOException {
    var file = Samples.twoHosts(folder);
    var before = Files.readAllBytes(file);
    var socket = folder.resolve("run");
    assertEquals(3, Run.of("volume", "add", file, "vm", "--sanlock-dir", socket).exitCode());
    assertEquals(
        3,
        Run.of("volume", "remove", file, "leasehold-engine", "--yes", "--sanlock-dir", socket)
            .exitCode());
    assertEquals(3, Run.of("volume", "repair", file, "--yes", "--sanlock-dir", socket).exitCode());
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void anImpossibleGeometryIsAUsageError() throws IOException {
    var run =
        Run.of("volume", "inspect", Samples.twoHosts(folder), "--sector", "512", "--align", "8");
    assertEquals(
        new Run(
            2,
            "",
            """
            leasehold volume inspect: no volume has 512-byte sectors with 8 MiB slots; legal are 512 with 1, and 4096 with 1, 2, 4 or 8
            Try 'leasehold volume inspect --help'.
            """),
        run);
  }

  @Test
  void aLeaseIdWithASpaceIsAUsageErrorThatSaysWhy() {
    var run = Run.of("volume", "add", folder.resolve("x"), "web server");
    assertEquals(2, run.exitCode());
    assertEquals(
        """
        leasehold volume add: Invalid value for positional parameter at index 1 (ID): lease id may hold printable ASCII without space, colon and backslash, found U+0020 at 3
        Try 'leasehold volume add --help'.
        """,
        run.err());
  }

  /// The daemon is asked first, so one is there: all it is asked for is its version.
  @Test
  void aFolderThatIsNotThereForANewVolume() throws Exception {
    var run = Files.createDirectory(folder.resolve("run"));
    var file = folder.resolve("none/volume");
    var address = UnixDomainSocketAddress.of(run.resolve("sanlock.sock"));
    try (var daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
      var answered = Thread.ofVirtual().start(() -> answerVersion(daemon));
      assertEquals(
          new Run(
              3,
              "",
              "leasehold volume create: cannot create %s: %s; check the folder and your permissions\n"
                  .formatted(file, file)),
          Run.of("volume", "create", file, "--sanlock-dir", run));
      answered.join();
    }
  }

  /// A header that comes back as it was sent is version 0.0.0.
  private static void answerVersion(ServerSocketChannel daemon) {
    try (var connection = daemon.accept()) {
      var header = ByteBuffer.allocate(32);
      while (header.hasRemaining() && connection.read(header) >= 0) {}
      connection.write(header.flip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
