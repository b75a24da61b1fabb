package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.leasehold.core.volume.Repairs.pokeIndex;
import static org.leasehold.core.volume.Repairs.pokeRecord;
import static org.leasehold.core.volume.Repairs.record;
import static org.leasehold.core.volume.Repairs.slot;
import static org.leasehold.core.volume.Repairs.volumeWith;
import static org.leasehold.core.volume.Volumes.SMALL;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;

/// What a person reads of each damage: what was read, what it means, what to do. `findings.txt` is
/// written by `-Ddocs.rewrite=true`, never by itself.
class FindingSentencesTest {
  private static final Path DOCUMENT =
      Path.of("src/test/resources/org/leasehold/core/volume/findings.txt");

  private final LinkedHashSet<String> sentences = new LinkedHashSet<>();

  private interface Damage {
    void to(MemoryBlockFile file) throws Exception;
  }

  private void told(VolumeSnapshot volume, VolumeHistory history) {
    for (var one : VolumeCheck.findings(volume, history, 5)) {
      sentences.add(
          "%s\n  %s\n  %s\n  %s\n"
              .formatted(one.code().word(), one.read(), one.meaning(), one.action()));
    }
  }

  private void told(MemoryBlockFile file) throws BlockFileException {
    told(Volumes.read(file), VolumeHistory.NONE);
  }

  /// A volume with leases `a` and `b`, host 1 gone, and one damage.
  private void damaged(Damage damage) throws Exception {
    var file = volumeWith("a", "b");
    damage.to(file);
    told(file);
  }

  private static void heartbeat(MemoryBlockFile file, int host, String name, String lockspace) {
    DeltaLease.encode(
        file.bytes(),
        (host - 1) * 512,
        new DeltaLease.Joined(new HostId(host), new Generation(1), name, lockspace, 9, 1, SMALL));
  }

  private static void seal(MemoryBlockFile file, int host) {
    int at = (host - 1) * 512;
    DiskBytes.put32(file.bytes(), at + 168, DiskBytes.sanlockChecksum(file.bytes(), at, 168));
  }

  @Test
  void everyFindingIsToldAsItIsWrittenDown() throws Exception {
    index();
    records();
    slots();
    ballots();
    lockspaces();
    sizesAndMakers();
    whatWentBack();
    var text = String.join("\n", sentences);
    if (Boolean.getBoolean("docs.rewrite")) Files.writeString(DOCUMENT, text);
    assertEquals(Files.readString(DOCUMENT), text);
  }

  private void index() throws Exception {
    damaged(file -> pokeIndex(file, 5, 'x'));
    damaged(file -> pokeIndex(file, 8, '2'));
    damaged(file -> pokeIndex(file, 12, 0xC3));
    damaged(file -> pokeIndex(file, 60, ' '));
    damaged(file -> pokeIndex(file, 70, 'u'));
    damaged(file -> pokeIndex(file, 70, 0));
    damaged(file -> pokeIndex(file, 511, 0));
    damaged(file -> pokeIndex(file, IndexLayout.LOCKSPACE_AT, 'X'));
    damaged(file -> System.arraycopy(HexBytes.of("16201512"), 0, file.bytes(), 1 << 20, 4));
  }

  private void records() throws Exception {
    damaged(file -> pokeRecord(file, 1, 0, 0xE9));
    damaged(file -> pokeRecord(file, 1, 49, 'x'));
    damaged(file -> pokeRecord(file, 1, 59, '9'));
    damaged(file -> pokeRecord(file, 1, 40, 'x'));
    damaged(file -> pokeRecord(file, 1, 61, 'u'));
    damaged(file -> pokeRecord(file, 1, 63, 0));
    damaged(file -> record(file, 7, new byte[64]));
    damaged(file -> pokeRecord(file, 7, 0, 0x20));
    damaged(file -> pokeRecord(file, 7, 59, '9'));
    damaged(
        file -> {
          var full = "n".repeat(48);
          record(file, 1, Index.encodeUsed(full, SMALL.leaseOffsetBytes(1)));
          slot(file, 1).leaderName(104, full);
          var old = Index.encodeUsed("old", 0);
          System.arraycopy(old, 0, file.bytes(), (1 << 20) + 512 + 64 * 3970, 64);
        });
  }

  private void slots() throws Exception {
    damaged(file -> slot(file, 1).zero());
    damaged(file -> slot(file, 1).leader32(0, Leader.CLEARED_MAGIC));
    damaged(file -> slot(file, 1).free("", ""));
    damaged(file -> slot(file, 1).leader32(0, Leader.DELTA_MAGIC));
    damaged(file -> slot(file, 1).poke(0, 0x55));
    damaged(file -> slot(file, 1).poke(168, 0));
    damaged(file -> slot(file, 1).leaderName(104, "x"));
    damaged(file -> slot(file, 1).leaderName(56, "elsewhere"));
    damaged(file -> slot(file, 1).leaderName(104, ""));
    damaged(file -> slot(file, 1).leader32(4, 0x00070000));
    damaged(file -> slot(file, 1).leader32(12, 4096));
    damaged(file -> slot(file, 1).leader32(8, 0x40));
    damaged(file -> slot(file, 1).leader64(16, 5000));
    damaged(file -> slot(file, 1).held(3000, 1, 1, 100));
    damaged(file -> slot(file, 1).leader32(152, 0).held(2, 0, 1, 100));
    damaged(
        file -> {
          record(file, 1, Index.freeRecord());
          slot(file, 1).poke(168, 0);
        });
    damaged(
        file -> {
          record(file, 1, Index.freeRecord());
          slot(file, 1).held(2, 1, 1, 100);
          Volumes.host(file, 2);
        });
    damaged(
        file -> {
          Volumes.host(file, 2);
          slot(file, 1).held(2, 1, 1, 100).writtenBy(3).ballot(2, 2, 2, 1, true);
        });
    damaged(file -> record(file, 1, Index.freeRecord()));
    damaged(
        file -> {
          Volumes.host(file, 7);
          slot(file, 1).held(7, 1, 1, 100).leader64(16, 5);
        });
    damaged(file -> slot(file, 1).leader32(4, 0x00060005));
    damaged(file -> slot(file, 1).poke(174, 9).writtenBy(2001));
    damaged(file -> slot(file, 1).held(1, 1, 1, 100).writtenBy(2));
    damaged(
        file -> {
          Volumes.host(file, 2);
          slot(file, 1).held(2, 4, 1, 100);
        });
    damaged(
        file -> {
          Volumes.host(file, 2);
          slot(file, 1).held(2, 1, 1, 100);
          file.bytes()[512 + 40] ^= 1;
        });
    damaged(file -> file.bytes()[(2 << 20) + 168] ^= 1);
    damaged(file -> Arrays.fill(file.bytes(), 2 << 20, 3 << 20, (byte) 0));
  }

  private void ballots() throws Exception {
    damaged(file -> slot(file, 1).ballot(9, 9, 9, 0, true).pokeHost(9, 0, 1));
    damaged(file -> slot(file, 1).ballot(9, 9, 9, 5, true));
    damaged(file -> slot(file, 1).ballot(9, 10, 10, 0, true));
    damaged(file -> slot(file, 1).ballot(9, 9, 0, 1, false));
    damaged(file -> slot(file, 1).shared(9, 0, 0));
    damaged(file -> slot(file, 1).leader64(16, 5).ballot(9, 9, 9, 0, true));
    damaged(
        file -> {
          Volumes.host(file, 2);
          slot(file, 1).held(2, 1, 1, 100).shared(1, 1, 1);
        });
  }

  private void lockspaces() throws Exception {
    damaged(file -> Arrays.fill(file.bytes(), 0, 4, (byte) 0));
    damaged(file -> Arrays.fill(file.bytes(), 10 * 512, 30 * 512, (byte) 0));
    damaged(file -> System.arraycopy(file.bytes(), 0, file.bytes(), 512 * 4, 512));
    damaged(
        file ->
            System.arraycopy(
                LeaseSlot.encodeFresh(Volumes.LOCKSPACE.text(), "x", SMALL),
                0,
                file.bytes(),
                512,
                512));
    damaged(file -> file.bytes()[512 * 4] ^= 1);
    damaged(file -> file.bytes()[512 * 4 + 6] = 9);
    damaged(
        file -> {
          DiskBytes.put32(file.bytes(), 512 * 4 + 12, 4096);
          seal(file, 5);
        });
    damaged(file -> heartbeat(file, 5, "kvm1", Volumes.LOCKSPACE.text()));
    damaged(file -> heartbeat(file, 5, "kvm5", "elsewhere"));
    damaged(file -> Arrays.fill(file.bytes(), 0, 1 << 20, (byte) 0));
    damaged(file -> file.bytes()[174] = 0);
    damaged(file -> file.bytes()[175] = 3);
    var torn = Volumes.created(SMALL);
    Arrays.fill(torn.bytes(), 0, 4, (byte) 0);
    told(torn);
  }

  private void sizesAndMakers() throws Exception {
    var whole = volumeWith("a").bytes();
    told(new MemoryBlockFile(Arrays.copyOf(whole, whole.length + 100), true));
    told(new MemoryBlockFile(Arrays.copyOf(whole, (1 << 20) + 4096), true));
    told(new MemoryBlockFile(Arrays.copyOf(whole, 4 << 20), true));
    var bare = new MemoryBlockFile(new byte[3 << 20], true);
    System.arraycopy(whole, 1 << 20, bare.bytes(), 1 << 20, 1 << 20);
    told(bare);
    var ovirt = GoldenVolume.load("s512-a1m");
    told(ovirt.xleases());
    var cut =
        new MemoryBlockFile(VolumeReader.readUpTo(ovirt.ids().orElseThrow(), 0, 100 * 512), true);
    told(
        new VolumeReader(ovirt.xleases(), Optional.of(cut), Optional.empty())
            .read(VolumeReader.Depth.WHOLE),
        VolumeHistory.NONE);
  }

  private void whatWentBack() throws Exception {
    var file = volumeWith("a");
    Volumes.host(file, 2);
    slot(file, 1).held(2, 1, 9, 100);
    var before = Volumes.read(file).observedAfter(VolumeHistory.NONE, 0);
    slot(file, 1).held(2, 1, 3, 100);
    DiskBytes.put64(file.bytes(), 512 + 152, 50);
    seal(file, 2);
    var volume = Volumes.read(file);
    told(volume, volume.observedAfter(before, 5));
    var tried = volumeWith("a");
    slot(tried, 1).ballot(9, 9, 0, 1, false);
    var look = Volumes.read(tried);
    told(look, look.observedAfter(VolumeHistory.NONE, -1_000_000_000_000L));
  }
}
