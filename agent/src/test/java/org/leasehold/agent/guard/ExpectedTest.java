package org.leasehold.agent.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.leasehold.core.volume.Leader;

class ExpectedTest {
  private static final Expected HELD = new Expected("ls", "vm", 1, 2, OptionalLong.of(5));

  private static Leader leader(
      int magic, long owner, long generation, long version, long timestamp) {
    return new Leader(
        magic,
        0x60004,
        0x10,
        512,
        2000,
        2000,
        owner,
        generation,
        version,
        "ls",
        "vm",
        timestamp,
        0,
        0,
        0,
        owner,
        generation,
        timestamp);
  }

  private static Optional<Expected.Difference> difference(String what, boolean taken) {
    return Optional.of(new Expected.Difference(what, taken));
  }

  @Test
  void ownerGenerationAndVersionMustFit() {
    int paxos = Leader.PAXOS_MAGIC;
    assertEquals(Optional.empty(), HELD.difference(leader(paxos, 1, 2, 5, 100)));
    assertEquals(
        difference("free at version 5", false), HELD.difference(leader(paxos, 1, 2, 5, 0)));
    assertEquals(
        difference("owner 2, generation 2, version 5", true),
        HELD.difference(leader(paxos, 2, 2, 5, 100)));
    assertEquals(
        difference("owner 1, generation 1, version 5", true),
        HELD.difference(leader(paxos, 1, 1, 5, 100)));
    assertEquals(
        difference("owner 1, generation 2, version 6", false),
        HELD.difference(leader(paxos, 1, 2, 6, 100)));
    assertEquals(
        difference("cleared", false), HELD.difference(leader(Leader.CLEARED_MAGIC, 0, 0, 0, 0)));
  }

  @Test
  void aVersionNobodyKnowsIsNotCompared() {
    var unknown = new Expected("ls", "vm", 1, 2, OptionalLong.empty());
    assertEquals(Optional.empty(), unknown.difference(leader(Leader.PAXOS_MAGIC, 1, 2, 77, 100)));
  }

  @Test
  void anotherLeaseAtThePlaceIsNotOurs() {
    var other = new Expected("ls", "vm2", 1, 2, OptionalLong.of(5));
    assertEquals(
        difference("lease vm of lockspace ls", false),
        other.difference(leader(Leader.PAXOS_MAGIC, 1, 2, 5, 100)));
  }
}
