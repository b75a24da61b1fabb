package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.ResumeBehaviour;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.Wanted;

/// A copy that waits for its storage for longer than its lease lived, told with its arithmetic.
class PausedTooLongTest extends WithOneHost {
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void atEightTimesTheIoTimeoutItIsToldOnce() {
    var rules = new LocalRules(killing(), new LeaseLook(parts, table));
    var record = new VmRecord(MAIL, nanos::get);
    record.storageTrouble("eio");
    record.saw(
        new VmSeen(
            MAIL, "mail", VmSeen.Power.PAUSED_ON_IO_ERROR, OptionalLong.of(PID), true, false));
    record.storageTrouble("eio");
    nanos.set(Duration.ofSeconds(80).toNanos() - 1_000_000);
    assertFalse(rules.isPausedTooLong(record, "mail"));
    nanos.set(Duration.ofMillis(80_500).toNanos());
    assertTrue(rules.isPausedTooLong(record, "mail"));
    assertFalse(rules.isPausedTooLong(record, "mail"));
    assertEquals(
        "VM mail was paused by a storage error for 80 s, more than 8N = 80 s; it is ended",
        journal.since(0, 10).events().getLast().text());
    assertEquals(VmRecord.Wish.PAUSED_TOO_LONG, record.wish());
  }

  private VmParts killing() {
    var entry =
        new VmEntry(
            MAIL,
            "mail",
            1,
            64,
            HaMode.PROTECTED,
            SPACE,
            0,
            new Wanted(Wanted.State.RUNNING, "test", 0),
            ResumeBehaviour.KILL,
            List.of(),
            List.of(),
            "",
            DiskSet.NONE,
            VmEntry.Allowances.NONE,
            null,
            null);
    return new VmParts(
        parts.hypervisor(),
        parts.definitions(),
        parts.desk(),
        parts.ledger(),
        parts.store(),
        parts.fitness(),
        parts.journal(),
        parts.reports(),
        parts.boot(),
        _ -> Optional.of(entry));
  }
}
