package org.leasehold.agent.rpc;

import java.io.IOException;
import org.leasehold.agent.journal.EventId;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.agent.journal.Notes;
import org.leasehold.agent.report.BootClock;
import org.leasehold.agent.report.Reports;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Change;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Header;

/// The rule S15: refused is what is of a lower epoch, too old, or resting on a report that no
/// longer holds. A higher epoch is on the disk before anything is done in its name.
public final class EpochGate implements Gate {
  private final Notes notes;
  private final BootClock clock;
  private final Reports reports;
  private final EventJournal journal;

  public EpochGate(Notes notes, BootClock clock, Reports reports, EventJournal journal) {
    this.notes = notes;
    this.clock = clock;
    this.reports = reports;
    this.journal = journal;
  }

  @Override
  public void admit(Change change) throws CallException {
    var header = change.header();
    try {
      requireEpoch(header);
      requireYoung(header);
      requireReport(change, header);
    } catch (CallException e) {
      journal.record(
          EventId.CALL_REFUSED,
          change.subject(),
          change.getClass().getSimpleName() + ": " + e.sentence());
      throw e;
    }
    raise(header);
  }

  private void requireEpoch(Header header) throws CallException {
    var seen = notes.epoch();
    if (header.epoch().value() < 1) throw stale("epoch 0 belongs to no engine that acts");
    if (header.epoch().compareTo(seen) >= 0) return;
    throw stale("epoch %s is below %s, the highest seen here".formatted(header.epoch(), seen));
  }

  private void requireYoung(Header header) throws CallException {
    long ageMillis = clock.millis() - header.decidedAtClockMillis();
    if (ageMillis > header.ageMaxMillis()) {
      throw stale("decided %d ms ago, limit %d ms".formatted(ageMillis, header.ageMaxMillis()));
    }
    if (ageMillis < -Header.AGE_MAX_MILLIS) {
      throw stale("decided %d ms from now: the clock of another boot?".formatted(-ageMillis));
    }
  }

  private void requireReport(Change change, Header header) throws CallException {
    var agent = header.agent();
    if (agent == null) return;
    if (!agent.equals(reports.instance())) {
      throw stale(
          "rests on run %s of this agent, this is run %s".formatted(agent, reports.instance()));
    }
    var vm = change.subject();
    var changedAfter = vm == null ? null : reports.changedAfter(vm).orElse(null);
    if (changedAfter != null && header.reportNumber() <= changedAfter) {
      throw stale(
          "rests on report %d, VM %s changed after report %d"
              .formatted(header.reportNumber(), vm, changedAfter));
    }
  }

  private void raise(Header header) throws CallException {
    var before = notes.epoch();
    if (header.epoch().compareTo(before) <= 0) return;
    try {
      notes.raise(header.epoch());
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.UNREACHABLE,
          "the new epoch cannot be written down on this host: " + e.getMessage(),
          e);
    }
    journal.record(EventId.EPOCH_RAISED, null, "epoch %s -> %s".formatted(before, header.epoch()));
  }

  private static CallException stale(String sentence) {
    return new CallException(ErrorCode.STALE, sentence);
  }
}
