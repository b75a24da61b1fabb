package org.leasehold.agent.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          leasehold-guard 2                     | the first line is not 'leasehold-guard 1'
          leasehold-guard 1;vm x                | not understood: 'vm x'
          leasehold-guard 1;lockspace a 1 10    | not understood: 'lockspace a 1 10'
          leasehold-guard 1;lockspace a x 10 /v | not understood: 'lockspace a x 10 /v': For input string: "x"
          leasehold-guard 1;lockspace a 0 10 /v | not understood: 'lockspace a 0 10 /v': host id out of 1..2000: 0
          leasehold-guard 1;lockspace a 1 10 v  | not understood: 'lockspace a 1 10 v': the volume's path must be absolute and without spaces: v
          """)
  void whatIsNotUnderstoodIsNamed(String text, String sentence) {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> WatchFile.parse(text.replace(";", "\n")));
    assertEquals(sentence, e.getMessage());
  }

  @Test
  void aFileThatIsEmptyOrAPathWithASpaceIsNamed() {
    var empty = assertThrows(IllegalArgumentException.class, () -> WatchFile.parse(""));
    assertEquals("the first line is not 'leasehold-guard 1'", empty.getMessage());
    var spaced =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new WatchFile.Watched(ONE.name(), ONE.host(), ONE.ioTimeout(), Path.of("/a b/v")));
    assertEquals(
        "the volume's path must be absolute and without spaces: /a b/v", spaced.getMessage());
  }
}
