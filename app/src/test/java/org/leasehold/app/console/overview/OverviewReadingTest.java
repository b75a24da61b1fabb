package org.leasehold.app.console.overview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.live.ProtectionOf;
import org.leasehold.app.console.live.RenewalHistory;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.Headroom;

class OverviewReadingTest {
  private final DemoCluster cluster = new DemoCluster(1_700_000_000_000L, 7);
  private final RenewalHistory renewals = new RenewalHistory();

  OverviewReadingTest() {
    cluster.settle().forEach(renewals::add);
  }

  private OverviewReading read() {
    var snapshot = cluster.snapshot();
    renewals.add(snapshot);
    return OverviewReading.of(
        snapshot, renewals, Headroom.of(snapshot.state()), new Times(ZoneOffset.UTC));
  }

  @Test
  void aCalmClusterShowsItsHostsAndWhatIsNotProtected() {
    var reading = read();
    assertEquals(List.of(), reading.incidents());
    assertEquals(
        List.of("kvm1", "kvm2", "kvm3"), reading.hosts().stream().map(HostCard::name).toList());
    assertEquals("Memory 41 of 64 GiB", reading.hosts().getFirst().memory());
    assertEquals("Load 3.4 of 16", reading.hosts().getFirst().load().text());
    assertEquals("watchdog", reading.hosts().getFirst().grade().word());
    assertTrue(reading.hosts().getFirst().renewing().points().size() > 150);
    assertEquals(
        List.of("legacy-nt", "old-crm", "scratch"),
        reading.gaps().stream().map(ProtectionOf.Gap::name).toList());
    assertEquals("all 6 VMs would run elsewhere", reading.losses().getFirst().text());
    assertEquals("", reading.cheapestFix());
  }

  @Test
  void untilARenewalIsOverdueNothingIsClaimedAboutASilentHost() {
    cluster.make(Trouble.POWER_LOSS, 2, "web-1");
    cluster.advance(8);
    var card = read().incidents().getFirst();
    assertTrue(card.title().startsWith("kvm2 is silent for 0:"), card.title());
    assertTrue(card.text().contains("the next is not due yet"), card.text());
  }

  @Test
  void theLoadOfASilentHostIsNotKnown() {
    cluster.make(Trouble.POWER_LOSS, 2, "web-1");
    cluster.advance(60);
    assertEquals(new HostCard.Load(Tone.NONE, "Load —", 0), read().hosts().get(1).load());
  }

  @Test
  void aHostWithoutPowerCountsDownToTheMomentItsLeasesCanBeTaken() {
    cluster.make(Trouble.POWER_LOSS, 2, "web-1");
    cluster.advance(95);
    var reading = read();
    var card = reading.incidents().getFirst();
    assertEquals(Tone.WARN, card.tone());
    assertTrue(card.text().contains("stopped too"), card.text());
    var deadline = card.deadline();
    assertNotNull(deadline);
    assertEquals("in 0:50", deadline.countdown());
    var timeline = card.timeline();
    assertNotNull(timeline);
    assertEquals(5, timeline.marks().size());
    assertEquals(
        List.of("erp-db", "erp-app", "files", "voip", "print", "old-crm"),
        card.plan().stream().map(IncidentCard.PlanRow::vm).toList());
    assertTrue(card.plan().getFirst().what().startsWith("starts on kvm"), card.plan().toString());
    assertEquals("no lease: waits for your confirmation", card.plan().getLast().what());
    assertEquals("Memory —", reading.hosts().get(1).memory());
    assertTrue(reading.hosts().get(1).renewing().stopped());
    assertTrue(reading.hosts().getFirst().reserved().contains("reserved for"));
  }

  @Test
  void afterTheRestartsTheCardSaysSoAndWaitsOnlyForPeople() {
    cluster.make(Trouble.POWER_LOSS, 2, "web-1");
    cluster.advance(160);
    var card = read().incidents().getFirst();
    assertEquals(Tone.OK, card.tone());
    assertTrue(card.text().contains("All 5 protected VMs run elsewhere"), card.text());
    assertTrue(card.confirmable(), "old-crm waits for a word");
    assertEquals(5, card.plan().stream().filter(row -> row.tone() == Tone.OK).count());
  }

  @Test
  void aHostThatOnlyLostItsNetworkIsLeftAlone() {
    cluster.make(Trouble.MANAGEMENT_CUT, 2, "web-1");
    cluster.advance(95);
    var card = read().incidents().getFirst();
    assertEquals(Tone.INFO, card.tone());
    assertTrue(card.text().contains("heartbeat is alive"), card.text());
    assertNull(card.deadline());
    assertNull(card.timeline());
  }

  @Test
  void nothingIsLeftOpenWhenTheHostIsBack() {
    cluster.make(Trouble.MANAGEMENT_CUT, 2, "web-1");
    cluster.advance(400);
    assertEquals(List.of(), read().incidents());
  }
}
