package org.leasehold.agent.rpc;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.agent.journal.Notes;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Change;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Header;
import org.leasehold.core.protocol.Limits;

/// The rule S15: lower, older or stale is refused.
class EpochGateTest {
  private static final VmId VM = new VmId("6b3f0f6c-8a0b-4d7c-8e55-0c2f6f8f7a01");

  @TempDir Path folder;
  private AgentSite site;
  private Gate gate;

  private record Act(Header header, @Nullable VmId subject) implements Change {}

  @BeforeEach
  void open() throws IOException {
    site = new AgentSite(folder, Limits.DEFAULT);
    gate = new EpochGate(site.notes, site.clockMillis::get, site.reports, site.journal);
  }

  @AfterEach
  void close() throws IOException {
    site.close();
  }

  private static Act act(long epoch, long decidedAt, @Nullable AgentInstance agent, long report) {
    return new Act(new Header(new Epoch(epoch), decidedAt, 10_000, agent, report, "test"), VM);
  }

  private void assertRefused(Act act, String sentence) {
    var e = assertThrows(CallException.class, () -> gate.admit(act));
    assertEquals(List.of(ErrorCode.STALE, sentence), List.of(e.code(), e.sentence()));
  }

  private void assertAdmitted(Act act) {
    assertDoesNotThrow(() -> gate.admit(act));
  }

  @Test
  void aLowerEpochIsRefusedAlsoAfterARestart() throws Exception {
    assertAdmitted(act(5, 100_000, null, 0));
    assertRefused(act(4, 100_000, null, 0), "epoch 4 is below 5, the highest seen here");
    assertEquals(new Epoch(5), Notes.open(folder).epoch());
  }

  @Test
  void theEpochOfAnEngineThatNeverActedIsRefused() {
    assertRefused(act(0, 100_000, null, 0), "epoch 0 belongs to no engine that acts");
  }

  @Test
  void aCallAtItsAgeLimitIsAdmittedAndOneMillisecondOlderIsNot() {
    assertAdmitted(act(1, 90_000, null, 0));
    assertRefused(act(1, 89_999, null, 0), "decided 10001 ms ago, limit 10000 ms");
  }

  @Test
  void aCallFromTheFutureIsOfAnotherBoot() {
    assertAdmitted(act(1, 160_000, null, 0));
    assertRefused(
        act(1, 160_001, null, 0), "decided 60001 ms from now: the clock of another boot?");
  }

  @Test
  void aRefusedCallDoesNotRaiseTheEpoch() {
    assertRefused(act(9, 0, null, 0), "decided 100000 ms ago, limit 10000 ms");
    assertEquals(Epoch.NONE, site.notes.epoch());
  }

  @Test
  void aCallRestingOnAnotherRunOfTheAgentIsRefused() {
    assertRefused(
        act(1, 100_000, new AgentInstance(7), 3), "rests on run 7 of this agent, this is run 1");
  }

  @Test
  void aCallRestingOnAReportFromBeforeTheVmChangedIsRefused() {
    site.reports.make();
    site.reports.make();
    site.reports.vmChanged(VM);
    var run = site.reports.instance();
    assertRefused(
        act(1, 100_000, run, 2), "rests on report 2, VM " + VM + " changed after report 2");
    site.reports.make();
    assertAdmitted(act(1, 100_000, run, 3));
  }

  @Test
  void everyRefusalIsInTheJournal() {
    assertRefused(act(0, 100_000, null, 0), "epoch 0 belongs to no engine that acts");
    assertEquals(
        List.of("call.refused"),
        site.journal.since(0, 10).events().stream().map(event -> event.id()).toList());
  }

  @Test
  void aHigherEpochThatCannotBeWrittenDownIsNotActedFor() throws Exception {
    var next = folder.resolve(".epoch.new");
    Files.createDirectories(next.resolve("full"));
    var e = assertThrows(CallException.class, () -> gate.admit(act(5, 100_000, null, 0)));
    assertEquals(
        "UNREACHABLE: the new epoch cannot be written down on this host: " + next,
        e.code() + ": " + e.sentence());
    assertEquals(Epoch.NONE, site.notes.epoch());
  }

  @Test
  void aDamagedEpochFileStopsTheAgentInsteadOfLettingAnOldEngineAct() throws Exception {
    Files.writeString(folder.resolve("epoch"), "garbage");
    var e = assertThrows(IOException.class, () -> Notes.open(folder));
    assertEquals(
        folder.resolve("epoch")
            + " does not hold a number; put the highest value you know there, or higher",
        e.getMessage());
  }
}
