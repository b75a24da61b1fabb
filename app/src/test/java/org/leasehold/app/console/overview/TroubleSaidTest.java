package org.leasehold.app.console.overview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.live.RenewalHistory;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.Headroom;

/// A hung agent, a full disk, a vanished store: the Overview says what is wrong, what still works
/// and what to do.
class TroubleSaidTest {
  private static List<IncidentCard> after(Trouble trouble, int seconds) {
    var cluster = new DemoCluster(1_700_000_000_000L, 7);
    cluster.settle();
    cluster.make(trouble, 2, "mail");
    cluster.advance(seconds);
    var now = cluster.snapshot();
    var history = new RenewalHistory();
    history.add(now);
    return OverviewReading.of(now, history, Headroom.of(now.state()), new Times(ZoneOffset.UTC))
        .incidents();
  }

  @Test
  void anAgentThatIsDeadLeavesItsVmsRunning() {
    var card = after(Trouble.AGENT_DEAD, 60).getFirst();
    assertTrue(card.title().startsWith("kvm2 is silent for"), card.title());
    assertTrue(card.text().contains("Its storage heartbeat is alive"), card.text());
    assertTrue(card.text().endsWith("Its 6 VMs run on; nothing is restarted."), card.text());
    assertEquals(
        "The engine does not hear its agent: no answer. Look at the agent and the network of kvm2;"
            + " its VMs are fine.",
        card.hint());
  }

  @Test
  void aFullStoreIsNamedAndNotSaidToMendItself() {
    var card = after(Trouble.NO_SPACE, 20).getFirst();
    assertEquals("mail is paused on kvm1", card.title());
    assertEquals(
        "mail stands still since a write found no space in the store; nothing written before is"
            + " lost. The other 18 VMs are not touched.",
        card.text());
    assertEquals(
        "Make room in the store. Its VMs go on then as their resume behaviour says.", card.hint());
  }

  /// JavaFX keeps for ever what it knows of an id: an hour of faults left a thousand behind.
  @Test
  void noCardHasAnIdThatCounts() {
    var full = after(Trouble.NO_SPACE, 20).getFirst();
    assertTrue(full.key().matches("incident-\\d+"), full.key());
    assertEquals("other", full.id());
    assertEquals("host-2", after(Trouble.AGENT_DEAD, 60).getFirst().id());
  }

  @Test
  void aStoreThatVanishedIsNamedWithTheVmsThatStandStill() {
    var card =
        after(Trouble.STORE_LOST, 20).stream()
            .filter(one -> one.title().equals("store store1 is in trouble"))
            .findFirst()
            .orElseThrow();
    assertTrue(card.text().contains("stand still since the store did not take"), card.text());
    assertTrue(card.text().contains("erp-db"), card.text());
    assertEquals(
        "Look at the store and the way to it. No VM is started before its lease can be taken"
            + " again.",
        card.hint());
  }

  /// Each VM without a lease has a card of its own, and the others stand still as well.
  @Test
  void aVmThatStandsStillBesideManyDoesNotSayThatTheyAreUntouched() {
    var cards = after(Trouble.STORE_LOST, 20);
    var one = cards.stream().filter(card -> card.title().startsWith("scratch is paused"));
    var text = one.findFirst().orElseThrow().text();
    assertTrue(text.endsWith("The other 2 VMs are not touched."), text);
  }
}
