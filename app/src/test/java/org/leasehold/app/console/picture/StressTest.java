package org.leasehold.app.console.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.scene.control.TableView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.leasehold.app.console.shell.Cluster;
import org.leasehold.app.console.shell.Screen;
import org.leasehold.app.console.shell.WindowTest;
import org.leasehold.app.console.theme.Theme;
import org.testfx.util.WaitForAsyncUtils;

/// 5,000 VMs, twenty of which differ in a snapshot every 100 ms, and the largest volume.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StressTest extends WindowTest {
  private static final int SNAPSHOTS = 20;

  private final LargeCluster face = new LargeCluster();

  @BeforeAll
  void open() throws Exception {
    openWindow(
        Theme.DARK,
        1300,
        840,
        shell -> {
          shell.show(new Cluster("large", face, List.of(), face::bytes, null), null);
        });
  }

  @AfterAll
  void close() throws Exception {
    closeWindow();
  }

  private void awaitSnapshots() throws Exception {
    var heard = new AtomicInteger();
    try (var _ = face.watch(_ -> heard.incrementAndGet())) {
      WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, () -> heard.get() >= SNAPSHOTS);
    }
    WaitForAsyncUtils.waitForFxEvents();
  }

  @Test
  void snapshotsTakeNeitherTheChosenVmNorThePlaceScrolledTo() throws Exception {
    interact(() -> shell.open(Screen.VMS));
    WaitForAsyncUtils.waitForFxEvents();
    TableView<?> table = lookup("#vms").query();
    assertEquals(LargeCluster.VMS, table.getItems().size());
    interact(
        () -> {
          table.getSelectionModel().select(2000);
          table.scrollTo(1990);
        });
    WaitForAsyncUtils.waitForFxEvents();
    var chosen = table.getSelectionModel().getSelectedItem();
    double place = Measurement.scrolled(table, 0);
    assertTrue(place > 0.3, "scrolled to " + place);
    awaitSnapshots();
    assertEquals(chosen, table.getSelectionModel().getSelectedItem());
    assertEquals(2000, table.getSelectionModel().getSelectedIndex());
    assertEquals(place, Measurement.scrolled(table, 0), 0.0001);
  }

  @Test
  void looksAtTheLargestVolumeTakeNeitherTheChosenSlotNorThePlace() throws Exception {
    interact(
        () -> {
          shell.open(new LargeVolume());
          shell.lookNow();
        });
    WaitForAsyncUtils.waitFor(30, TimeUnit.SECONDS, () -> title().startsWith("vm-"));
    interact(
        () -> {
          shell.applyCss();
          shell.layout();
          shell.leaseMapView().scrollBy(1000);
        });
    double place = shell.leaseMapView().scrolled();
    var chosen = title();
    assertTrue(place > 0, "scrolled to " + place);
    for (int i = 0; i < 3; i++) interact(() -> shell.lookNow());
    awaitSnapshots();
    assertEquals(place, shell.leaseMapView().scrolled(), 0.0001);
    assertEquals(chosen, title());
  }

  private String title() {
    javafx.scene.control.Label title = lookup("#inspector-title").query();
    return title.getText();
  }
}
