package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The table "Host states" of `core/docs/engine.md`, as the lives of one host, arrow by arrow.
class HostStateTest {
  private static final Pattern ARROW =
      Pattern.compile("host kvm1 +([a-z -]+) -> ([a-z-]+( for [a-z]+)?) ");

  private static List<String> life(Rig rig) {
    return rig.lines.stream()
        .map(ARROW::matcher)
        .filter(Matcher::find)
        .map(m -> m.group(1) + " -> " + m.group(2))
        .toList();
  }

  private static Outcome done() {
    return new Outcome.Done("done");
  }

  private static Rig off() {
    var rig = TreatmentTest.dead();
    TreatmentTest.runWithProbes(rig, 90, false);
    rig.end(rig.of(Command.PowerFence.class).getFirst(), done());
    return rig;
  }

  @Test
  void itIsSilentForAMomentAndAnswersAgain() {
    var rig = Rig.of(2).started().run(6);
    rig.host(1).management = false;
    rig.run(6);
    rig.host(1).management = true;
    rig.run(3);
    assertEquals(List.of("unassigned -> up", "up -> connecting", "connecting -> up"), life(rig));
  }

  @Test
  void itIsSilentForLongAndAnswersAgain() {
    var rig = Rig.of(2).started().run(6);
    rig.host(1).management = false;
    rig.run(100);
    rig.host(1).management = true;
    rig.run(3);
    assertEquals(
        List.of(
            "unassigned -> up",
            "up -> connecting",
            "connecting -> non-responsive",
            "non-responsive -> up"),
        life(rig));
  }

  @Test
  void itsAgentRecoversForTooLongAndIsSilentMeanwhile() {
    var rig = Rig.of(2).started().run(6);
    rig.host(1).recovering = true;
    rig.run(190);
    rig.host(1).management = false;
    rig.run(6);
    rig.host(1).management = true;
    rig.run(3);
    rig.host(1).recovering = false;
    rig.run(3);
    assertEquals(
        List.of(
            "unassigned -> up",
            "up -> initializing",
            "initializing -> non-operational",
            "non-operational -> connecting",
            "connecting -> non-operational",
            "non-operational -> up"),
        life(rig));
  }

  @Test
  void itAloneLacksAStoreAndGetsItBack() {
    var rig = Rig.of(2).started().run(6);
    rig.host(1).storeError = 5;
    rig.run(400);
    rig.host(1).storeError = 0;
    rig.run(6);
    assertEquals(
        List.of("unassigned -> up", "up -> non-operational", "non-operational -> up"), life(rig));
  }

  @Test
  void itIsMaintained() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(6);
    rig.ask(new Request.HostMaintenance(rig.host(1).id, true));
    rig.run(6);
    rig.host(1).vms.clear();
    rig.runs("a", rig.host(2), 2);
    rig.run(6);
    rig.ask(new Request.HostMaintenance(rig.host(1).id, false));
    rig.run(6);
    assertEquals(
        List.of(
            "unassigned -> up",
            "up -> preparing for maintenance",
            "preparing for maintenance -> maintenance",
            "maintenance -> up"),
        life(rig));
  }

  @Test
  void itsPowerIsSwitchedOffAndOnAndItBoots() {
    var rig = off();
    rig.run(10);
    rig.end(rig.of(Command.PowerFence.class).getLast(), done());
    rig.boots(1);
    rig.run(3);
    assertEquals(
        List.of(
            "unassigned -> up",
            "up -> connecting",
            "connecting -> non-responsive",
            "non-responsive -> reboot",
            "reboot -> down",
            "down -> reboot",
            "reboot -> up"),
        life(rig));
  }

  @Test
  void itIsSwitchedOnByHandAfterItsPowerWasOff() {
    var rig = off();
    rig.boots(1);
    rig.run(3);
    assertEquals(
        List.of("non-responsive -> reboot", "reboot -> down", "down -> up"), lastThree(rig));
  }

  @Test
  void itRenewsAfterItsPowerWasOff() {
    var rig = off();
    rig.host(1).renewedSecond = rig.second();
    rig.run(4);
    assertEquals(
        List.of("non-responsive -> reboot", "reboot -> down", "down -> non-responsive"),
        lastThree(rig));
  }

  @Test
  void itDoesNotComeBack() {
    var rig = off();
    rig.run(10);
    rig.end(rig.of(Command.PowerFence.class).getLast(), done());
    rig.run(602);
    assertEquals(
        List.of("reboot -> down", "down -> reboot", "reboot -> non-responsive"), lastThree(rig));
  }

  private static List<String> lastThree(Rig rig) {
    var all = life(rig);
    return all.subList(all.size() - 3, all.size());
  }
}
