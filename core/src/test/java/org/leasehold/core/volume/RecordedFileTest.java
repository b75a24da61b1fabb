package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A volume that was read on one host looks the same where it is looked at.
class RecordedFileTest {
  @ParameterizedTest
  @ValueSource(strings = {"s512-a1m", "s4096-a1m", "s512-a1m-lockspace-inside"})
  void whatWasRecordedReadsAsTheVolumeItself(String name) throws Exception {
    var file = GoldenVolume.load(name).xleases();
    var recording = new RecordingFile(file);
    var seen = read(recording);
    var copy =
        new RecordedFile(
            recording.path(), recording.sizeBytes(), recording.grows(), recording.pieces());
    assertEquals(seen.toString(), read(copy).toString());
    assertEquals(
        seen.observedAfter(VolumeHistory.NONE, 0).toString(),
        read(copy).observedAfter(VolumeHistory.NONE, 0).toString());
  }

  private static VolumeSnapshot read(BlockFile file) throws BlockFileException {
    return new VolumeReader(file, Optional.empty(), Optional.empty())
        .read(VolumeReader.Depth.GLANCE);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 100, 512})
  void whatWasNotReadIsNotInvented(long offset) {
    var copy = new RecordedFile("kvm1:/x", 4096, true, new TreeMap<>());
    var thrown =
        assertThrows(BlockFileException.class, () -> copy.read(offset, new byte[512], 0, 512));
    assertEquals(
        "kvm1:/x: what is at %d was not sent; look again".formatted(offset), thrown.getMessage());
  }
}
