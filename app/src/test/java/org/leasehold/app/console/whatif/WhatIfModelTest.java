package org.leasehold.app.console.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.live.Forecast;
import org.leasehold.app.console.live.Forecasts;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.monitor.Snapshot;

class WhatIfModelTest {
  private static final DemoCluster CALM = calm();

  private final Forecasts forecasts = new Forecasts();
  private final List<Runnable> waiting = new ArrayList<>();
  private final WhatIfModel model =
      new WhatIfModel(new Times(ZoneOffset.UTC), forecasts, Runnable::run, waiting::add);

  private static DemoCluster calm() {
    var cluster = new DemoCluster(1_700_000_000_000L, 7);
    cluster.settle();
    return cluster;
  }

  private void choose(WhatIfModel.Kind kind, String name) {
    model.kind().set(kind);
    for (var target : model.targets().get())
      if (target.name().equals(name)) model.target().set(target);
    var chosen = model.target().get();
    assertEquals(name, chosen == null ? "" : chosen.name());
  }

  private WhatIfReading pull(WhatIfModel.Kind kind, String name) {
    choose(kind, name);
    model.pull();
    waiting.removeFirst().run();
    var shown = model.shown().get();
    assertNotNull(shown, model.said().get());
    return shown;
  }

  private static List<String> fates(WhatIfReading shown) {
    return shown.rows().stream().map(row -> row.of().name() + " " + row.of().fate()).toList();
  }

  @Test
  void everyKindOffersWhatCanBePulled() {
    model.show(CALM.snapshot());
    var offered = new TreeMap<WhatIfModel.Kind, List<String>>();
    for (var kind : WhatIfModel.Kind.values()) {
      model.kind().set(kind);
      offered.put(kind, model.targets().get().stream().map(WhatIfModel.Target::name).toList());
    }
    assertEquals(List.of("kvm1", "kvm2", "kvm3"), offered.get(WhatIfModel.Kind.POWER));
    assertEquals(
        List.of("kvm1 and kvm2", "kvm1 and kvm3", "kvm2 and kvm3"),
        offered.get(WhatIfModel.Kind.TWO_HOSTS));
    assertEquals(List.of("store1"), offered.get(WhatIfModel.Kind.STORE));
  }

  @Test
  void aHostsVmsRunElsewhereByPriorityAndTheClusterItselfNoticesNothing() {
    var before = CALM.snapshot();
    model.show(before);
    var shown = pull(WhatIfModel.Kind.POWER, "kvm2");
    assertEquals("kvm2 loses power", shown.title());
    assertEquals(
        List.of(
            "erp-db RESTARTED",
            "erp-app RESTARTED",
            "files RESTARTED",
            "voip RESTARTED",
            "print RESTARTED",
            "old-crm WAITS_FOR_WORD"),
        fates(shown));
    assertEquals(Tone.WARN, shown.tone());
    for (var row : shown.rows().subList(0, 5)) {
      var vm = row.of();
      assertTrue(vm.endedMillis() <= 1000, row.toString());
      assertTrue(vm.startMillis() >= 110_000 && vm.runningMillis() < 200_000, row.toString());
      assertTrue(vm.startMillis() <= vm.latestMillis(), row.toString());
    }
    assertTrue(shown.notes().contains("Safety rules broken: none."), shown.notes().toString());
    assertEquals("", shown.fix());
    var after = CALM.snapshot();
    assertEquals(before.state(), after.state());
    assertEquals(before.recent(), after.recent());
    assertEquals(List.of(), after.open());
  }

  @Test
  void aCutManagementNetworkStopsNoVm() {
    model.show(CALM.snapshot());
    var shown = pull(WhatIfModel.Kind.MANAGEMENT, "kvm3");
    assertEquals(Tone.OK, shown.tone());
    assertTrue(
        shown.rows().stream().allMatch(row -> row.of().fate() == Forecast.Fate.UNTOUCHED),
        fates(shown).toString());
  }

  @Test
  void aHostWithoutStorageLosesItsProtectedVmsToOthers() {
    model.show(CALM.snapshot());
    var shown = pull(WhatIfModel.Kind.STORAGE_PATH, "kvm2");
    var first = shown.rows().getFirst().of();
    assertEquals("erp-db RESTARTED", fates(shown).getFirst());
    assertTrue(first.endedMillis() >= 60_000, "its copy ends when its lease expires: " + first);
  }

  @Test
  void withTwoHostsGoneSaysWhoDoesNotFitAndTheCheapestFix() {
    model.show(CALM.snapshot());
    var shown = pull(WhatIfModel.Kind.TWO_HOSTS, "kvm1 and kvm2");
    assertEquals(Tone.BAD, shown.tone());
    assertTrue(shown.fix().contains("would not fit. Cheapest fix: "), shown.fix());
    assertTrue(shown.fix().contains("GiB more memory in kvm3"), shown.fix());
    assertTrue(shown.rows().stream().anyMatch(row -> row.of().fate() == Forecast.Fate.LOST));
  }

  @Test
  void aStoreThatHangsLeavesItsVmsDown() {
    model.show(CALM.snapshot());
    var shown = pull(WhatIfModel.Kind.STORE, "store1");
    assertEquals(Tone.BAD, shown.tone());
    assertTrue(shown.rows().size() >= 14, fates(shown).toString());
  }

  @Test
  void aCancelledTrialEndsAndIsForgotten() {
    model.show(CALM.snapshot());
    choose(WhatIfModel.Kind.POWER, "kvm1");
    model.pull();
    assertTrue(model.running().get());
    assertEquals("Simulating “kvm1 loses power” on a copy of the cluster…", model.said().get());
    model.cancel();
    assertFalse(model.running().get());
    waiting.removeFirst().run();
    assertNull(model.shown().get());
    assertEquals("Cancelled.", model.said().get());
  }

  @Test
  void withoutAClusterNothingCanBePulled() {
    model.show(
        new Snapshot(
            1,
            "e",
            "e",
            EngineState.EMPTY,
            0,
            new TreeMap<>(),
            List.of(),
            List.of(),
            List.of(),
            List.of()));
    model.pull();
    assertEquals("There is nothing of that kind to pull.", model.said().get());
    assertFalse(model.running().get());
  }

  @Test
  void whatIsForeseenIsWhatHappens() {
    var cluster = calm();
    model.show(cluster.snapshot());
    var shown = pull(WhatIfModel.Kind.POWER, "kvm2");
    cluster.advance(5);
    cluster.make(Trouble.POWER_LOSS, 2, "web-1");
    cluster.advance(175);
    var incident = cluster.snapshot().open().getFirst();
    var forecast = forecasts.of(incident);
    assertNotNull(forecast);
    for (var row : shown.rows().subList(0, 5)) {
      var real =
          incident.vms().stream()
              .filter(vm -> vm.vm().equals(row.of().vm()))
              .findFirst()
              .orElseThrow();
      long said = row.of().runningMillis() - forecast.detectedMillis();
      long was = real.runningMillis() - incident.openedMillis();
      // chance: when the host last renewed (2N) and when its last report came (3 s)
      assertTrue(Math.abs(said - was) <= 25_000, row.of().name() + " " + said + " " + was);
    }
  }
}
