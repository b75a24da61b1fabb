package org.leasehold.app.console.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.effect.Effect;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.model.VolumePlace;

/// Why a store is not removed, and what its form says against what is typed, each in whole.
class StoreFormsTest {
  private final DemoCluster cluster = new DemoCluster(1_700_000_000_000L, 7);
  private final Desk desk =
      new Desk(new StillFace(cluster), "anna", new Times(ZoneOffset.UTC), Runnable::run);

  private ClusterDocument document() {
    return Objects.requireNonNull(cluster.snapshot().state().document());
  }

  private Effect removal(LockspaceName domain) {
    return new StoreEffects(domain).of(cluster.snapshot(), "");
  }

  private StoreEntry home() {
    return document().stores().values().iterator().next();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
nas 2  | /srv/xleases | 10  | A name has letters, digits, dots and dashes, at most 63.
store1 | /srv/xleases | 10  | There is a store store1 already.
nas2   | srv/xleases  | 10  | A path begins with / and has no blanks.
nas2   | /srv/x leases | 10 | A path begins with / and has no blanks.
nas2   | /srv/xleases | 0   | N is 1 to 255 s.
nas2   | /srv/xleases | 256 | N is 1 to 255 s.
nas2   | /srv/xleases | ten | N is 1 to 255 s.
""")
  void aStoreThatIsTypedWrong(String name, String path, String timeout, String sentence) {
    cluster.settle();
    var form = new StoreModel(desk);
    form.name().set(name);
    form.path().set(path);
    form.ioTimeout().set(timeout);
    assertEquals(sentence, form.said().get().text());
    assertTrue(form.off().get());
  }

  @Test
  void whereNoHostAnswersNoStoreIsMade() {
    for (int host = 1; host <= 3; host++) cluster.make(Trouble.MANAGEMENT_CUT, host, "mail");
    cluster.advance(90);
    var form = new StoreModel(desk);
    form.name().set("nas2");
    assertEquals("No host answers that could make or read it.", form.said().get().text());
    assertTrue(form.off().get());
  }

  @Test
  void aStoreThatIsNotRemoved() {
    cluster.settle();
    assertEquals(
        "The cluster has no such store any more.", removal(new LockspaceName("gone")).blocked());
    var home = home();
    var places = new TreeMap<HostId, VolumePlace>();
    for (int host = 1; host <= 3; host++) {
      places.put(new HostId(host), new VolumePlace("/srv/nas2/xleases", "nas:/2", "7"));
    }
    var spare = new StoreEntry(new LockspaceName("spare"), "nas2", home.ioTimeout(), true, places);
    cluster.ask("anna", new Request.PutStore(spare));
    cluster.advance(2);
    assertEquals("", removal(spare.domain()).blocked());
    cluster.make(Trouble.MANAGEMENT_CUT, 3, "mail");
    cluster.advance(90);
    var silent = removal(spare.domain());
    assertEquals("kvm3 does not answer; every host must leave nas2 by itself.", silent.blocked());
    assertEquals("does not answer, so it cannot leave nas2", silent.rows().getLast().text());
    assertEquals("", silent.typed());
    assertEquals(
        "It is needed: it holds the leases of backup, build, dc-1, dc-2, erp-app, erp-db, files, mail, monitor, print, staging, test-7, voip, web-1, web-2, wiki; release these VMs first.",
        removal(home.domain()).blocked());
  }
}
