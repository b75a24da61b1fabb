package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.leasehold.core.volume.Repairs.record;
import static org.leasehold.core.volume.Repairs.slot;
import static org.leasehold.core.volume.Volumes.SMALL;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.volume.Finding.Code;
import org.leasehold.core.volume.Finding.Severity;

/// Every damage that a volume can have is planted into a sound one and comes out as a finding at
/// its place.
class CheckTest {
  private static final int INDEX = 1 << 20;

  private static List<String> found(MemoryBlockFile file) throws BlockFileException {
    return found(Volumes.reader(file).read(VolumeReader.Depth.WHOLE));
  }

  /// Severity, code and offset, worst first.
  private static List<String> found(VolumeSnapshot volume) {
    return VolumeCheck.findings(volume, VolumeHistory.NONE, 0).stream()
        .map(one -> "%s %s %x".formatted(one.severity(), one.code().word(), one.offsetBytes()))
        .toList();
  }

  private static Finding only(MemoryBlockFile file) throws BlockFileException {
    var findings = VolumeCheck.findings(Volumes.read(file), VolumeHistory.NONE, 0);
    assertEquals(1, findings.size(), findings::toString);
    return findings.getFirst();
  }

  private static List<String> foundForced(MemoryBlockFile file, Geometry geometry)
      throws BlockFileException {
    return found(
        new VolumeReader(file, Optional.empty(), Optional.of(geometry))
            .read(VolumeReader.Depth.WHOLE));
  }

  // 1. Size.

  @Test
  void aVolumeThatEndsInsideItsIndexIsUnusable() throws Exception {
    var file = new MemoryBlockFile(Arrays.copyOf(volumeWith("a").bytes(), INDEX + 4096), true);
    var first = VolumeCheck.findings(Volumes.read(file), VolumeHistory.NONE, 0).getFirst();
    assertEquals(
        new Finding(
            Severity.CRITICAL,
            Code.INDEX_TRUNCATED,
            OptionalInt.empty(),
            INDEX,
            "4096 bytes of the index, 253952 expected",
            "the volume ends inside its index; vdsm and Leasehold cannot use it",
            "the volume was cut off or only partly copied: restore it from its storage"),
        first);
  }

  @Test
  void aPartSectorAtTheEndIsHarmless() throws Exception {
    var whole = volumeWith("a").bytes();
    var file = new MemoryBlockFile(Arrays.copyOf(whole, whole.length + 100), true);
    assertEquals(
        List.of("INFO size-odd %x".formatted(whole.length + 100)),
        found(file).stream().filter(one -> !one.contains("slot")).toList());
  }

  @Test
  void recordsBeyondTheEndAndInACutOffSlotAreNamed() throws Exception {
    var file = volumeWith("a", "b");
    var short1 = new MemoryBlockFile(Arrays.copyOf(file.bytes(), 5 << 20), true);
    assertEquals(List.of("ERROR record-beyond-capacity 500000"), found(short1));
    var short2 = new MemoryBlockFile(Arrays.copyOf(file.bytes(), (5 << 20) + 4096), true);
    assertEquals(
        new Finding(
            Severity.ERROR,
            Code.RECORD_BEYOND_CAPACITY,
            OptionalInt.of(5),
            5 << 20,
            "4096 bytes of the slot",
            "lease b cannot be taken: the volume ends inside the slot",
            "leasehold volume plan-repair shows what can be done"),
        only(short2));
  }

  // 2. Magic.

  @Test
  void magicsOfOtherMakersAreNamed() throws Exception {
    var file = volumeWith();
    System.arraycopy(HexBytes.of("16201512"), 0, file.bytes(), INDEX, 4);
    assertEquals(List.of("CRITICAL index-reversed 100000"), found(file));
    System.arraycopy(HexBytes.of("18200401"), 0, file.bytes(), INDEX, 4);
    assertEquals(
        "sanlock's own resource index stands where the xleases index belongs",
        VolumeCheck.findings(
                new VolumeReader(file, Optional.empty(), Optional.of(SMALL))
                    .read(VolumeReader.Depth.WHOLE),
                VolumeHistory.NONE,
                0)
            .getFirst()
            .read());
  }

  @Test
  void aForcedGeometryThatIsNotTheVolumesFindsNoIndex() throws Exception {
    var found = foundForced(volumeWith("a"), new Geometry(SectorSize.S4096, 2));
    assertEquals("CRITICAL index-unreadable 200000", found.getFirst());
  }

  // 3. Metadata.

  @Test
  void everyDamageOfTheMetadataHasItsOffset() throws Exception {
    assertEquals(List.of("CRITICAL index-unreadable 100005"), poked(5, 'x'));
    assertEquals(List.of("CRITICAL index-unreadable 100005"), poked(8, '2'));
    assertEquals(List.of("CRITICAL index-unreadable 10000a"), poked(12, 0xC3));
    assertEquals(List.of("CRITICAL index-unreadable 10003b"), poked(60, ' '));
    assertEquals(List.of("ERROR index-updating 100046"), poked(70, 'u'));
    assertEquals(List.of("WARNING index-flag-odd 100046"), poked(70, 0));
    assertEquals(List.of("INFO index-no-newline 1001ff"), poked(511, 0));
  }

  private static List<String> poked(int field, int value) throws Exception {
    var file = volumeWith();
    Repairs.pokeIndex(file, field, value);
    return found(file);
  }

  @Test
  void anIndexOfAnotherDomainIsCritical() throws Exception {
    var file = volumeWith();
    Repairs.pokeIndex(file, IndexLayout.LOCKSPACE_AT, 'X');
    assertEquals("CRITICAL lockspace-name 38", found(file).getFirst());
    assertEquals(true, found(file).contains("CRITICAL index-lockspace 10000a"));
  }

  // 4. and 5. Records.

  @Test
  void everyDamageOfARecordHasItsOffset() throws Exception {
    long at = SMALL.recordOffsetBytes(1);
    assertEquals(List.of("ERROR record-corrupt %x".formatted(at)), pokedRecord(0, 0xE9));
    assertEquals(List.of("ERROR record-corrupt %x".formatted(at)), pokedRecord(49, 'x'));
    assertEquals(List.of("WARNING record-hint %x".formatted(at + 49)), pokedRecord(59, '9'));
    assertEquals(List.of("ERROR record-name-tail %x".formatted(at + 1)), pokedRecord(40, 'x'));
    assertEquals(List.of("WARNING record-updating %x".formatted(at + 61)), pokedRecord(61, 'u'));
    assertEquals(List.of("INFO record-no-newline %x".formatted(at + 63)), pokedRecord(63, 0));
  }

  private static List<String> pokedRecord(int field, int value) throws Exception {
    var file = volumeWith("a");
    Repairs.pokeRecord(file, 1, field, value);
    var found = found(file);
    return found.stream().filter(one -> !one.contains("slot-leftover")).toList();
  }

  @Test
  void anAllZeroRecordIsCorrupt() throws Exception {
    var file = volumeWith();
    record(file, 7, new byte[64]);
    assertEquals(
        new Finding(
            Severity.ERROR,
            Code.RECORD_CORRUPT,
            OptionalInt.of(10),
            SMALL.recordOffsetBytes(7),
            "64 zero bytes: neither a lease nor the canonical empty record",
            "whether record 7 holds a lease cannot be told from the index",
            "leasehold volume plan-repair looks at the slot itself"),
        only(file));
  }

  @Test
  void oneLeaseInTwoRecordsIsCriticalUnlessOneIsUnfinished() throws Exception {
    var file = volumeWith("a", "b");
    record(file, 2, Index.encodeUsed("a", SMALL.leaseOffsetBytes(2)));
    slot(file, 2).leaderName(104, "a");
    assertEquals(
        new Finding(
            Severity.CRITICAL,
            Code.RECORD_DUPLICATE,
            OptionalInt.of(5),
            SMALL.recordOffsetBytes(2),
            "lease a in records 1 and 2",
            "two slots are two locks for one VM: two hosts can hold them at the same time",
            "do not start this VM; leasehold volume plan-repair keeps record 1"),
        only(file));
    Repairs.pokeRecord(file, 1, 61, 'u');
    assertEquals(
        List.of("WARNING record-updating %x".formatted(SMALL.recordOffsetBytes(1) + 61)),
        found(file));
  }

  @Test
  void aNameThatFillsItsFieldAndOneThatOnlyOldVdsmSees() throws Exception {
    var file = volumeWith("a");
    var full = "n".repeat(48);
    record(file, 1, Index.encodeUsed(full, SMALL.leaseOffsetBytes(1)));
    slot(file, 1).leaderName(104, full);
    System.arraycopy(Index.encodeUsed("old", 0), 0, file.bytes(), INDEX + 512 + 64 * 3970, 64);
    assertEquals(
        List.of(
            "WARNING record-name-full %x".formatted(SMALL.recordOffsetBytes(1)),
            "WARNING record-beyond-index %x".formatted(INDEX + 512 + 64 * 3970)),
        found(file));
  }

  // 6. Slots against the index.

  @Test
  void aRecordWithoutALeaseIsAnErrorInEveryForm() throws Exception {
    var file = volumeWith("a", "b", "c");
    slot(file, 1).zero();
    slot(file, 2).leader32(0, Leader.CLEARED_MAGIC);
    slot(file, 3).free("", "");
    assertEquals(
        List.of(
            "ERROR slot-missing 400000", "ERROR slot-missing 500000", "ERROR slot-missing 600000"),
        found(file));
  }

  @Test
  void foreignMagicsAreNamedWhereverTheyStand() throws Exception {
    var file = volumeWith("a", "b");
    slot(file, 1).leader32(0, Leader.DELTA_MAGIC);
    record(file, 2, Index.freeRecord());
    slot(file, 2).poke(0, 0x55);
    System.arraycopy(
        LeaseSlot.encodeFresh(Volumes.LOCKSPACE.text(), "x", SMALL), 0, file.bytes(), 512, 512);
    assertEquals(
        List.of(
            "ERROR host-damaged 200", "ERROR slot-corrupt 400000", "WARNING slot-corrupt 500000"),
        found(file));
  }

  @Test
  void aLeaseWithoutRecordIsHarmlessWhenFreeAndCriticalWhenItMayBeUsed() throws Exception {
    var file = volumeWith("a");
    record(file, 1, Index.freeRecord());
    assertEquals(List.of("WARNING slot-leftover 400000"), found(file));
    Volumes.host(file, 2);
    slot(file, 1).held(2, 1, 1, 100);
    assertEquals(
        new Finding(
            Severity.CRITICAL,
            Code.SLOT_LEFTOVER,
            OptionalInt.of(4),
            4 << 20,
            "lease a (held-unknown) without an index record",
            "left behind by an interrupted add or remove, or the index lost its record",
            "a VM may be running with it: do not start that VM elsewhere, end it, then leasehold"
                + " volume plan-repair"),
        only(file));
    slot(file, 1).held(1, 1, 1, 100);
    assertEquals(List.of("WARNING slot-leftover 400000"), found(file), "its owner left");
  }

  // 7. Leaders.

  @Test
  void everyDamageOfALeaderIsOneFindingWithItsReason() throws Exception {
    assertCorrupt("lease a cannot be taken: format version not recognized", 4, 0x00070004);
    assertCorrupt("lease a cannot be taken: sector size differs from the volume's", 12, 1024);
    assertCorrupt("lease a cannot be taken: slot size differs from the volume's", 8, 0x30);
    assertCorrupt("lease a cannot be taken: number of hosts impossible", 16, 0);
    assertCorrupt("lease a cannot be taken: number of hosts impossible", 16, 2001);
    assertCorrupt("lease a cannot be taken: held, yet the owner's host id is impossible", 152, 900);
  }

  private static void assertCorrupt(String meaning, int field, int value) throws Exception {
    var file = volumeWith("a");
    slot(file, 1).leader32(field, value);
    assertEquals(meaning, only(file).meaning());
    assertEquals(Code.SLOT_CORRUPT, only(file).code());
  }

  @Test
  void aLeaseUnderAnotherNameIsCriticalAndABadChecksumAnError() throws Exception {
    var file = volumeWith("a", "b");
    slot(file, 1).leaderName(104, "x");
    slot(file, 2).poke(168, 0);
    assertEquals(List.of("CRITICAL slot-corrupt 400000", "ERROR slot-corrupt 500000"), found(file));
  }

  @Test
  void anOwnerThatTheLeaseHasNoRoomForIsNamed() throws Exception {
    var file = volumeWith("a");
    Volumes.host(file, 7);
    slot(file, 1).held(7, 1, 1, 100).leader64(16, 5);
    assertEquals(List.of("WARNING owner-beyond-hosts 400010"), found(file));
  }

  @Test
  void aNewerMinorVersionIsOnlyNoted() throws Exception {
    var file = volumeWith("a");
    slot(file, 1).leader32(4, 0x00060005);
    assertEquals(List.of("INFO leader-minor 400004"), found(file));
    slot(file, 1).leader32(4, 0x00060003);
    assertEquals(List.of(), found(file));
  }

  // 8. What no checksum covers.

  @Test
  void damageThatNoChecksumCoversIsFound() throws Exception {
    var file = volumeWith("a");
    slot(file, 1).poke(174, 9).writtenBy(2001);
    assertEquals(
        List.of("WARNING leader-io-timeout 4000ae", "WARNING leader-writer 4000b0"), found(file));
    var other = volumeWith();
    other.bytes()[174] = 0;
    assertEquals(List.of("WARNING host-io-timeout ae"), found(other));
    other.bytes()[175] = 3;
    assertEquals(
        "damaged: no checksum covers it; sanlock uses the low byte, 10 s", only(other).meaning());
  }

  // 9. Heartbeats.

  @Test
  void anInterruptedFormatIsToldFromADamagedHeartbeat() throws Exception {
    var torn = Volumes.created(SMALL);
    Arrays.fill(torn.bytes(), 0, 4, (byte) 0);
    assertEquals(List.of("ERROR lockspace-format-torn 0"), found(torn));
    var used = volumeWith();
    Volumes.host(used, 2);
    Arrays.fill(used.bytes(), 0, 512, (byte) 0);
    assertEquals(
        List.of("ERROR host-damaged 0"), found(used), "host 2 has joined: not a new volume");
  }

  @Test
  void aRunOfDamagedHeartbeatsIsOneFinding() throws Exception {
    var file = volumeWith();
    Arrays.fill(file.bytes(), 10 * 512, 30 * 512, (byte) 0);
    assertEquals("host ids 11 to 30: no delta lease here: the sector is empty", only(file).read());
  }

  @Test
  void aHeartbeatUnderAnotherHostIdIsDamage() throws Exception {
    var file = volumeWith();
    System.arraycopy(file.bytes(), 0, file.bytes(), 512 * 4, 512);
    assertEquals(List.of("ERROR host-damaged 800"), found(file));
  }

  @Test
  void oneNameOnTwoHostIdsIsAWarning() throws Exception {
    var file = volumeWith();
    var twin = new byte[512];
    DeltaLease.encode(
        twin,
        0,
        new DeltaLease.Joined(
            new HostId(5), new Generation(1), "kvm1", Volumes.LOCKSPACE.text(), 9, 1, SMALL));
    System.arraycopy(twin, 0, file.bytes(), 4 * 512, 512);
    assertEquals(List.of("WARNING host-name-twice 868"), found(file));
  }

  @Test
  void heartbeatsOfAnotherLockspaceAreCritical() throws Exception {
    var file = volumeWith();
    var other = new byte[512];
    DeltaLease.encode(
        other,
        0,
        new DeltaLease.Joined(new HostId(5), new Generation(1), "kvm5", "elsewhere", 9, 1, SMALL));
    System.arraycopy(other, 0, file.bytes(), 4 * 512, 512);
    assertEquals(List.of("CRITICAL lockspace-name 838"), found(file));
  }

  @Test
  void aLockspaceThatIsGoneIsCriticalOnOurOwnVolumeAndNotCalledForeign() throws Exception {
    var file = volumeWith("a");
    Arrays.fill(file.bytes(), 0, 1 << 20, (byte) 0);
    assertEquals(List.of("CRITICAL lockspace-missing 0"), found(file));
    slot(file, 1).held(1, 1, 1, 100);
    assertEquals("held-unknown", Volumes.state(file, 1), "unknown, not free");
  }

  @Test
  void aLockspaceThatEndsEarlyIsAnError() throws Exception {
    var ids = GoldenVolume.load("s512-a1m");
    var cut =
        new MemoryBlockFile(VolumeReader.readUpTo(ids.ids().orElseThrow(), 0, 100 * 512), true);
    var volume =
        new VolumeReader(ids.xleases(), Optional.of(cut), Optional.empty())
            .read(VolumeReader.Depth.WHOLE);
    assertEquals(true, found(volume).contains("ERROR lockspace-truncated c800"));
  }

  @Test
  void anOwnerWhoseHeartbeatIsDamagedOrBehindIsFound() throws Exception {
    var file = volumeWith("a", "b");
    Volumes.host(file, 2);
    slot(file, 1).held(2, 4, 1, 100);
    assertEquals(List.of("CRITICAL owner-generation-ahead 400028"), found(file));
    slot(file, 1).held(9, 1, 1, 100);
    assertEquals(List.of("CRITICAL owner-generation-ahead 400028"), found(file), "never joined");
    slot(file, 1).held(2, 1, 1, 100);
    file.bytes()[512 + 40] ^= 1;
    assertEquals(
        List.of("ERROR host-damaged 200", "ERROR owner-heartbeat-unreadable 400020"), found(file));
  }

  @Test
  void aMasterLeaseThatIsDamagedIsAnError() throws Exception {
    var file = volumeWith();
    file.bytes()[(2 << 20) + 168] ^= 1;
    assertEquals(List.of("ERROR master-damaged 200000"), found(file));
  }

  // 10. Ballots and modes.

  @Test
  void everyDamageOfAHostSectorHasItsOffset() throws Exception {
    var file = volumeWith("a");
    slot(file, 1).ballot(9, 9, 9, 0, true).pokeHost(9, 0, 1);
    assertEquals(List.of("ERROR dblock-checksum 401400"), found(file));
    slot(file, 1).ballot(9, 9, 9, 5, true);
    assertEquals(List.of("ERROR dblock-ahead 401428"), found(file));
    slot(file, 1).ballot(9, 10, 10, 0, true);
    assertEquals(List.of("WARNING dblock-ballot-number 401400"), found(file));
    slot(file, 1).ballot(9, 2009, 2009, 0, true);
    assertEquals(List.of(), found(file));
    slot(file, 1).shared(9, 0, 0);
    assertEquals(true, found(file).contains("WARNING mode-generation 401480"));
    slot(file, 1).leader64(16, 5).ballot(9, 9, 9, 0, true);
    assertEquals(List.of("INFO host-sector-unused 401400"), found(file));
  }

  @Test
  void sharedAndHeldAtOnceIsAWarning() throws Exception {
    var file = volumeWith("a");
    Volumes.host(file, 2);
    slot(file, 1).held(2, 1, 1, 100).shared(1, 1, 1);
    assertEquals(List.of("WARNING shared-and-held 400480"), found(file));
  }

  @Test
  void aBallotBlockBehindAnLvbSaysSo() throws Exception {
    var four = new Geometry(SectorSize.S4096, 1);
    var file = volumeWith(four, "a", "b", "c", "d", "e", "f", "g", "h");
    var late = PlantedLease.inVolume(file, four, 7);
    late.ballot(209, 209, 209, 0, true).pokeHost(209, 1, 7);
    assertEquals(
        "overwritten by the extra data (LVB) of another lease: sanlock puts it outside its own slot"
            + " on this geometry; every acquire of this lease fails with -214",
        only(file).meaning());
    assertEquals((10 << 20) + 210 * 4096, only(file).offsetBytes());
  }

  private static MemoryBlockFile volumeWith(Geometry geometry, String... names) throws Exception {
    return Repairs.volumeWith(geometry, names);
  }

  private static MemoryBlockFile volumeWith(String... names) throws Exception {
    return Repairs.volumeWith(names);
  }

  // 11. Two looks.

  @Test
  void whatWentBackBetweenTwoLooksIsCritical() throws Exception {
    var file = volumeWith("a");
    Volumes.host(file, 2);
    slot(file, 1).held(2, 1, 9, 100);
    var before = Volumes.read(file).observedAfter(VolumeHistory.NONE, 0);
    slot(file, 1).held(2, 1, 3, 100);
    DiskBytes.put64(file.bytes(), 512 + 152, 50);
    DiskBytes.put32(file.bytes(), 512 + 168, DiskBytes.sanlockChecksum(file.bytes(), 512, 168));
    var volume = Volumes.read(file);
    var codes =
        VolumeCheck.findings(volume, volume.observedAfter(before, 5), 5).stream()
            .map(one -> "%s %s %x".formatted(one.severity(), one.code().word(), one.offsetBytes()))
            .toList();
    assertEquals(
        List.of("CRITICAL host-went-back 200", "CRITICAL version-went-back 400030"), codes);
  }

  @Test
  void everyCodeHasAWordThatScriptsCanKeep() {
    assertEquals("owner-generation-ahead", Code.OWNER_GENERATION_AHEAD.word());
    for (var code : Code.values()) assertEquals(true, code.word().matches("[a-z-]+"), code.name());
  }
}
