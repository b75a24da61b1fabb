package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Any bytes give a volume, findings, states and a plan, or one sentence of why not. Nothing
/// throws, nothing takes long. The seed of each case is in its message.
class FuzzTest {
  private static final int ROUNDS = 60;
  private static final Duration AT_MOST = Duration.ofSeconds(60);

  /// Everything a reader can do with bytes.
  private static void readEverything(byte[] bytes, Optional<Geometry> forced, String what) {
    try {
      var file = new MemoryBlockFile(bytes, true);
      var reader = new VolumeReader(file, Optional.empty(), forced);
      var form = reader.geometry();
      for (var depth : VolumeReader.Depth.values()) {
        var volume = reader.read(depth, form);
        var before = volume.observedAfter(VolumeHistory.NONE, 0);
        var history = volume.observedAfter(before, 1_000_000_000_000L);
        for (var at : List.of(VolumeHistory.NONE, before, history)) {
          for (var finding : VolumeCheck.findings(volume, at, 2_000_000_000_000L)) {
            assertSentences(finding);
          }
          for (int slot = 0; slot < 40; slot++) volume.state(slot, at, 2_000_000_000_000L).word();
          RepairPlan.of(volume, at, 2_000_000_000_000L).forEach(RepairStep::sentence);
        }
      }
    } catch (BlockFileException e) {
      assertFalse(String.valueOf(e.getMessage()).isBlank(), what);
    } catch (RuntimeException e) {
      throw new AssertionError(what, e);
    }
  }

  private static void assertSentences(Finding finding) {
    boolean silent =
        finding.read().isBlank() || finding.meaning().isBlank() || finding.action().isBlank();
    assertFalse(silent, finding::toString);
  }

  private static Optional<Geometry> anyGeometry(Random random) {
    int one = random.nextInt(Geometry.ALL.size() + 1);
    return one == Geometry.ALL.size() ? Optional.empty() : Optional.of(Geometry.ALL.get(one));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomBytes(long seed) {
    var random = new Random(seed);
    assertTimeoutPreemptively(
        AT_MOST,
        () -> {
          for (int round = 0; round < 12; round++) {
            var bytes = new byte[random.nextInt(6 << 20)];
            random.nextBytes(bytes);
            readEverything(bytes, anyGeometry(random), "seed " + seed + " round " + round);
          }
        });
  }

  /// Random bytes behind the magics, so that they are looked at.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomBytesUnderSoundMagics(long seed) {
    var random = new Random(seed);
    assertTimeoutPreemptively(
        AT_MOST,
        () -> {
          for (int round = 0; round < 12; round++) {
            var bytes = new byte[5 << 20];
            random.nextBytes(bytes);
            for (int at = 0; at < 1 << 20; at += 512) DiskBytes.put32(bytes, at, 0x12212010);
            System.arraycopy(
                Index.encodeEmpty("space", 1, random.nextBoolean()), 0, bytes, 1 << 20, 512);
            for (int slot = 2; slot < 5; slot++) {
              new PlantedLease(bytes, slot << 20, Volumes.SMALL)
                  .leader32(0, Leader.PAXOS_MAGIC)
                  .leader32(4, 0x00060004)
                  .leader32(8, 0x10)
                  .leader32(12, 512)
                  .leaderName(56, "space")
                  .leader64(16, 2000)
                  .leader64(24, 2000);
            }
            readEverything(bytes, Optional.empty(), "seed " + seed + " round " + round);
          }
        });
  }

  @Test
  void flippedBitsInVolumesOfEveryMaker() throws Exception {
    var own = Repairs.volumeWith("a", "b", "c");
    Volumes.host(own, 2)
        .acquire(Volumes.address(own, new org.leasehold.core.model.LeaseId("b"), 2));
    for (var bytes : List.of(own.bytes(), golden(0), golden(1), golden(2))) {
      var random = new Random(7);
      assertTimeoutPreemptively(AT_MOST, () -> flip(bytes, random));
    }
  }

  private static byte[] golden(int which) {
    return GoldenVolume.load(GoldenVolume.NAMES.get(which)).xleases().bytes();
  }

  /// Flips one to forty bits near the structures, where they matter.
  private static void flip(byte[] whole, Random random) {
    var original = Arrays.copyOf(whole, Math.min(whole.length, 8 << 20));
    for (int round = 0; round < ROUNDS; round++) {
      var bytes = original.clone();
      int flips = 1 + random.nextInt(40);
      for (int i = 0; i < flips; i++) {
        int slot = random.nextInt(Math.max(1, bytes.length >> 20));
        int at = (slot << 20) + random.nextInt(random.nextBoolean() ? 256 : 8192);
        if (at < bytes.length) bytes[at] ^= (byte) (1 << random.nextInt(8));
      }
      readEverything(bytes, Optional.empty(), "round " + round);
    }
  }

  @Test
  void truncationAtEveryBoundary() throws Exception {
    var whole = Repairs.volumeWith("a", "b").bytes();
    var random = new Random(11);
    assertTimeoutPreemptively(
        AT_MOST,
        () -> {
          for (int slot = 0; slot <= 6; slot++) {
            for (int sector = -2; sector <= 3; sector++) {
              for (int bytes = -1; bytes <= 1; bytes++) {
                truncated(whole, (slot << 20) + sector * 512 + bytes);
              }
            }
          }
          for (int end = -1; end <= 1; end++) {
            truncated(whole, (1 << 20) + IndexLayout.INDEX_BYTES + end);
            truncated(whole, (1 << 20) + 512 + 64 * 7 + end);
            truncated(whole, (4 << 20) + Volumes.SMALL.usedBytes() + end);
          }
          for (int round = 0; round < 40; round++) truncated(whole, random.nextInt(whole.length));
        });
  }

  private static void truncated(byte[] whole, int length) {
    if (length < 0 || length > whole.length) return;
    var bytes = Arrays.copyOf(whole, length);
    readEverything(bytes, Optional.empty(), "length " + length);
    readEverything(bytes, Optional.of(Volumes.SMALL), "forced, length " + length);
  }

  @Test
  void aSoundVolumeUnderEveryWrongGeometry() throws Exception {
    var whole = Repairs.volumeWith("a", "b").bytes();
    for (var geometry : Geometry.ALL) {
      readEverything(whole, Optional.of(geometry), geometry.toString());
      readEverything(golden(1), Optional.of(geometry), geometry.toString());
    }
  }
}
