package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;

/// What is written comes back, whatever the values: leaders, heartbeats, ballot and mode blocks.
class SanlockRoundTripTest {

  @Property(tries = 300)
  void anyLeaderComesBack(@ForAll("leaders") Leader leader) {
    var bytes = new byte[600];
    leader.encode(bytes, 44);
    var read = Leader.decode(bytes, 44);
    assertEquals(true, read.checksumHolds());
    assertEquals(withChecksum(leader, read.checksum()), read);
  }

  @Property(tries = 300)
  void anyHeartbeatComesBack(
      @ForAll("geometries") Geometry geometry,
      @ForAll("names") String host,
      @ForAll("names") String lockspace,
      @ForAll long generation,
      @ForAll long timestamp,
      @ForAll @IntRange(max = 0xFFFF) int io,
      @ForAll @IntRange(min = 1, max = 2000) int id) {
    var joined =
        new DeltaLease.Joined(
            new HostId(id), new Generation(generation), host, lockspace, timestamp, io, geometry);
    var bytes = new byte[512];
    DeltaLease.encode(bytes, 0, joined);
    assertEquals(joined, DeltaLease.decode(bytes, 0, joined.host(), geometry));
  }

  @Property(tries = 300)
  void anyHostSectorComesBack(@ForAll("sectors") HostSector sector) {
    var bytes = new byte[512];
    sector.encode(bytes, 0);
    assertEquals(sector, HostSector.decode(bytes, 0, sector.host()));
  }

  @Property(tries = 100)
  void aFreshLeaseIsFreeForEveryGeometryAndName(
      @ForAll("geometries") Geometry geometry,
      @ForAll("names") String lockspace,
      @ForAll("names") String name) {
    var head = LeaseSlot.encodeFresh(lockspace, name, geometry);
    var lease = LeaseSlot.decode(head, 0, head.length, geometry);
    assertEquals(
        new SlotState.Free(0, 0, false), Judging.of(geometry, lockspace).judge(lease, name));
  }

  private static Leader withChecksum(Leader leader, int checksum) {
    return new Leader(
        leader.magic(),
        leader.formatVersion(),
        leader.flags(),
        leader.sectorBytes(),
        leader.numHosts(),
        leader.maxHosts(),
        leader.ownerId(),
        leader.ownerGeneration(),
        leader.leaseVersion(),
        leader.spaceName(),
        leader.resourceName(),
        leader.timestamp(),
        checksum,
        checksum,
        leader.ioTimeoutSeconds(),
        leader.writeId(),
        leader.writeGeneration(),
        leader.writeTimestamp());
  }

  @Provide
  Arbitrary<Geometry> geometries() {
    return Arbitraries.of(Geometry.ALL);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(48);
  }

  @Provide
  Arbitrary<Leader> leaders() {
    var longs = Arbitraries.longs();
    var ints = Arbitraries.integers();
    return Combinators.combine(
            ints.list().ofSize(4),
            longs.list().ofSize(9),
            names(),
            names(),
            Arbitraries.integers().between(0, 0xFFFF))
        .as(
            (i, l, space, name, io) ->
                new Leader(
                    i.get(0), i.get(1), i.get(2), i.get(3), l.get(0), l.get(1), l.get(2), l.get(3),
                    l.get(4), space, name, l.get(5), 0, 0, io, l.get(6), l.get(7), l.get(8)));
  }

  @Provide
  Arbitrary<HostSector> sectors() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 2000),
            Arbitraries.longs().list().ofSize(7),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(
            (host, l, released, shared) ->
                new HostSector(
                    new HostId(host),
                    l.get(0),
                    l.get(1),
                    l.get(2),
                    l.get(3),
                    l.get(4),
                    l.get(5),
                    released,
                    true,
                    shared,
                    l.get(6)));
  }
}
