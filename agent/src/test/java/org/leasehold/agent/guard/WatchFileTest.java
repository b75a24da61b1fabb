package org.leasehold.agent.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;

class WatchFileTest {
  private static final WatchFile.Watched ONE =
      new WatchFile.Watched(
          new LockspaceName("d7ab3a21"), new HostId(3), new IoTimeout(10), Path.of("/mnt/xleases"));

  @Test
  void whatIsWrittenIsReadAgainAndIsRootsAlone(@TempDir Path folder) throws Exception {
    var place = folder.resolve("guard.watch");
    new WatchFile(List.of()).write(place);
    new WatchFile(List.of(ONE)).write(place);
    assertEquals(
        "leasehold-guard 1\nlockspace d7ab3a21 3 10 /mnt/xleases\n", Files.readString(place));
    assertEquals(new WatchFile(List.of(ONE)), WatchFile.parse(Files.readString(place)));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(place)));
  }

  @Test
  void whatIsNotUnderstoodIsNamed() {
    for (var text :
        List.of(
            "",
            "leasehold-guard 2\n",
            "leasehold-guard 1\nlockspace a 0 10 /v\n",
            "leasehold-guard 1\nlockspace a 1 10 v\n",
            "leasehold-guard 1\nvm x\n")) {
      assertThrows(IllegalArgumentException.class, () -> WatchFile.parse(text), text);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new WatchFile.Watched(ONE.name(), ONE.host(), ONE.ioTimeout(), Path.of("/a b/v")));
  }
}
