package org.leasehold.app.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.demo.DemoFace;
import org.leasehold.app.console.demo.DemoPanel;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;
import org.testfx.util.WaitForAsyncUtils;

/// The window driven by mouse and keyboard, on the demo cluster.
class ShellTest extends WindowTest {
  private final DemoFace face = new DemoFace(1_700_000_000_000L);

  @BeforeEach
  void open() throws Exception {
    openWindow(
        Theme.DARK,
        1200,
        800,
        shell -> {
          shell.show(
              new Cluster(
                  "shop-floor", face, face.past(), face::bytes, (_, folder) -> face.tell(folder)),
              new DemoPanel(face, Platform::runLater));
        });
  }

  @AfterEach
  void close() throws Exception {
    closeWindow();
  }

  private void skip(int seconds) throws Exception {
    face.skip(seconds).get(60, TimeUnit.SECONDS);
    WaitForAsyncUtils.waitForFxEvents();
  }

  @Test
  void thePillsSayHowTheClusterStands() throws Exception {
    assertEquals("no incidents", text("#pill-incidents"));
    assertEquals("14 of 17 VMs protected", text("#pill-protected"));
    assertEquals("survives 1 host", text("#pill-survives"));
    face.make(Trouble.POWER_LOSS, 2, "web-1").get(20, TimeUnit.SECONDS);
    skip(95);
    assertEquals("1 incident", text("#pill-incidents"));
    assertEquals("survives 0 more hosts", text("#pill-survives"));
  }

  @Test
  void theKeyboardAloneFindsALeaseAndComesBack() {
    push(KeyCode.CONTROL, KeyCode.K);
    write("erp-db lease");
    push(KeyCode.ENTER);
    WaitForAsyncUtils.waitForFxEvents();
    assertEquals(Screen.LEASE_MAP, shell.screen());
    assertTrue(lookup("#palette").tryQuery().isEmpty(), "the palette has closed");
    WaitForAsyncUtils.waitForFxEvents();
    assertEquals("erp-db", text("#inspector-title"));
    push(KeyCode.CONTROL, KeyCode.DIGIT1);
    assertEquals(Screen.OVERVIEW, shell.screen());
  }

  @Test
  void aNetworkCutCannotBeConfirmedAsAReboot() throws Exception {
    face.make(Trouble.MANAGEMENT_CUT, 2, "web-1").get(20, TimeUnit.SECONDS);
    skip(70);
    clickOn("#confirm-host-2");
    Button confirm = lookup("#confirm-button").query();
    assertTrue(confirm.isDisabled());
    assertTrue(lookup("This host is running.").tryQuery().isPresent());
    push(KeyCode.ESCAPE);
    assertTrue(lookup("#confirm-dialog").tryQuery().isEmpty());
  }

  @Test
  void theTypedNameConfirmsAndTheVmWithoutLeaseStarts() throws Exception {
    face.make(Trouble.POWER_LOSS, 2, "web-1").get(20, TimeUnit.SECONDS);
    skip(95);
    clickOn("#confirm-host-2");
    write("kvm2");
    push(KeyCode.ENTER);
    WaitForAsyncUtils.waitFor(
        10, TimeUnit.SECONDS, () -> lookup("#confirm-button").queryButton().isDisabled());
    WaitForAsyncUtils.waitForFxEvents();
    assertTrue(
        lookup("The engine took it to heart: kvm2 counts as rebooted.").tryQuery().isPresent());
  }

  @Test
  void snapshotsTakeNeitherTheChosenEventNorTheScrolledPlace() throws Exception {
    push(KeyCode.CONTROL, KeyCode.DIGIT6);
    WaitForAsyncUtils.waitForFxEvents();
    ListView<EventRow> list = lookup("#event-list").query();
    interact(() -> list.getSelectionModel().select(7));
    long chosen = list.getSelectionModel().getSelectedItem().number();
    face.make(Trouble.QEMU_KILLED, 1, "mail").get(20, TimeUnit.SECONDS);
    skip(5);
    assertTrue(list.getItems().getFirst().number() > chosen, "news have come");
    assertEquals(chosen, list.getSelectionModel().getSelectedItem().number());
  }

  @Test
  void aMigrationIsCancelledFromTheDock() throws Exception {
    face.ask("anna", new Request.MigrateVm(new VmId("mail"), new HostId(3)))
        .get(20, TimeUnit.SECONDS);
    skip(1);
    clickOn("#cancel-migration-mail");
    WaitForAsyncUtils.waitFor(
        10, TimeUnit.SECONDS, () -> text("#work-said").startsWith("vm mail cancel the migration"));
    skip(1);
    skip(40);
    assertTrue(lookup("#cancel-migration-mail").tryQuery().isEmpty(), "nothing is under way");
    var mail = Objects.requireNonNull(face.latest().state().vms().get(new VmId("mail")));
    assertEquals(new HostId(1), mail.host());
  }

  @Test
  void aPauseIsShownUntilItIsEnded() throws Exception {
    push(KeyCode.CONTROL, KeyCode.K);
    write("pause ha");
    push(KeyCode.ENTER);
    write("switch is replaced");
    clickOn("#pause-begin");
    WaitForAsyncUtils.waitFor(
        10, TimeUnit.SECONDS, () -> lookup("#pause-dialog").tryQuery().isEmpty());
    WaitForAsyncUtils.waitForFxEvents();
    Node banner = lookup("#banner").query();
    assertTrue(banner.isVisible());
    assertEquals("HA paused", text("#pill-acts"));
    clickOn("#resume-ha");
    WaitForAsyncUtils.waitFor(10, TimeUnit.SECONDS, () -> !banner.isVisible());
    assertFalse(banner.isVisible());
  }
}
