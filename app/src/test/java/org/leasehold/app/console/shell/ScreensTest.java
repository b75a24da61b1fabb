package org.leasehold.app.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javafx.scene.Node;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.leasehold.app.console.demo.DemoFace;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;
import org.testfx.util.WaitForAsyncUtils;

/// VMs, Hosts and Settings in the window: what their dialogs refuse. One window for all.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScreensTest extends WindowTest {
  private final DemoFace face = new DemoFace(1_700_000_000_000L);

  @BeforeAll
  void open() throws Exception {
    openWindow(
        Theme.DARK,
        1300,
        840,
        shell -> {
          shell.show(new Cluster("shop-floor", face, face.past(), face::bytes, null), null);
        });
  }

  @AfterEach
  void closeDialog() {
    interact(() -> shell.closeDialog());
  }

  @AfterAll
  void close() throws Exception {
    closeWindow();
  }

  private void skip(int seconds) throws Exception {
    face.skip(seconds).get(60, TimeUnit.SECONDS);
    WaitForAsyncUtils.waitForFxEvents();
  }

  private void show(String vm) {
    interact(() -> shell.showVm(new VmId(vm)));
  }

  private VmStatus status(String vm) {
    return Objects.requireNonNull(face.latest().state().vms().get(new VmId(vm))).status();
  }

  @Test
  void pullingAVmsPlugBeginsOnCancelAndEscapeDoesNothing() {
    show("wiki");
    clickOn("#act-kill");
    Node close = lookup("#effect-close").query();
    assertTrue(close.isFocused(), "the keyboard does not begin on the button that does it");
    push(KeyCode.ENTER);
    WaitForAsyncUtils.waitForFxEvents();
    assertTrue(lookup("#effect-dialog").tryQuery().isEmpty(), "Enter on Cancel closes");
    clickOn("#act-kill");
    push(KeyCode.ESCAPE);
    assertTrue(lookup("#effect-dialog").tryQuery().isEmpty());
    assertEquals(VmStatus.UP, status("wiki"));
  }

  @Test
  void whatIsDownCanNeitherBeStoppedNorMoved() {
    show("staging");
    assertTrue(isOff("#act-stop"));
    assertTrue(isOff("#act-kill"));
    assertTrue(isOff("#act-migrate"));
    assertFalse(isOff("#act-start"));
  }

  @Test
  void aMigrationWaitsForItsTarget() {
    show("voip");
    clickOn("#act-migrate");
    assertTrue(isOff("#effect-go"));
    clickOn("#choice-3");
    assertFalse(isOff("#effect-go"));
  }

  @Test
  void aShutdownOfTwoIsToldForEachAndDone() throws Exception {
    show("print");
    interact(
        () -> {
          TableView<?> table = lookup("#vms").query();
          table.getSelectionModel().select(table.getSelectionModel().getSelectedIndex() - 1);
        });
    clickOn("#act-stop");
    assertEquals("Shut down 2 VMs?", text("#effect-title"));
    clickOn("#effect-go");
    WaitForAsyncUtils.waitFor(
        10, TimeUnit.SECONDS, () -> text("#effect-summary").startsWith("All 2"));
    skip(60);
    assertEquals(VmStatus.DOWN, status("print"));
  }

  @Test
  void snapshotsTakeNeitherTheChosenVmNorTheFilter() throws Exception {
    show("mail");
    TextField filter = lookup("#vm-filter").query();
    interact(() -> filter.setText("host:kvm1"));
    skip(30);
    TableView<?> table = lookup("#vms").query();
    assertEquals(1, table.getSelectionModel().getSelectedItems().size());
    assertEquals("mail", text("#vm-title"));
    long drawn =
        lookup("#vms .table-row-cell").queryAll().stream()
            .filter(row -> !((TableRow<?>) row).isEmpty())
            .count();
    assertTrue(drawn <= 40, "only what is in sight has nodes: " + drawn);
    interact(() -> filter.setText("no such VM"));
    assertEquals("Choose a VM", text("#vm-title"), "what is not shown is not chosen");
    interact(filter::clear);
  }

  @Test
  void theDevicesOfAHostAreTriedInPlaceAndASecretIsNoOption() throws Exception {
    interact(() -> shell.showHostInFull(new HostId(1)));
    interact(() -> lookup("#power-add").queryButton().fire());
    TextField options = lookup("#power-options").query();
    interact(() -> options.setText("password=x"));
    assertTrue(isOff("#power-save"));
    assertEquals(
        "A secret is no option: it belongs into the password’s field.", text("#power-set-said"));
    clickOn("#power-close");
    assertTrue(lookup("#power-dialog").tryQuery().isEmpty());
  }

  @Test
  void aDefinitionThatNoHostTellsCannotBeCheckedNorKept() {
    show("mail");
    clickOn("#act-more");
    clickOn("#definition-open");
    WaitForAsyncUtils.waitForFxEvents();
    assertTrue(isOff("#definition-check"));
    assertTrue(isOff("#definition-save"));
    clickOn("#definition-close");
    assertTrue(lookup("#definition-dialog").tryQuery().isEmpty());
  }

  @Test
  void aFilterIsKeptUnderANameAndUsedAgain() {
    show("mail");
    TextField filter = lookup("#vm-filter").query();
    interact(() -> filter.setText("host:kvm2"));
    clickOn("#vm-filters");
    TextField name = lookup("#filter-name").query();
    assertTrue(isOff("#filter-keep"), "a filter without a name");
    interact(() -> name.setText("second"));
    clickOn("#filter-keep");
    interact(() -> filter.setText(""));
    clickOn("#vm-filters");
    clickOn("second");
    assertEquals("host:kvm2", filter.getText());
    interact(() -> filter.setText(""));
  }

  @Test
  void aNarrowWindowSaysWhoActsAndNoWordOfThePillsIsCut() {
    interact(
        () -> {
          shell.resize(1024, 700);
          shell.applyCss();
          shell.layout();
        });
    for (var pill : List.of("#pill-incidents", "#pill-protected", "#pill-survives", "#pill-acts")) {
      Text drawn = lookup(pill + " .text").query();
      assertEquals(text(pill), drawn.getText());
    }
    assertEquals("the demo's engine acts", text("#pill-acts"));
  }

  @Test
  void aHostIsNotRemovedBeforeItIsDrained() {
    interact(() -> shell.showHostInFull(new HostId(1)));
    assertTrue(isOff("#hostact-remove"));
    assertFalse(isOff("#hostact-maintenance"));
    assertEquals("kvm1", text("#host-title"));
    clickOn("#hostact-maintenance");
    assertEquals("Maintenance of kvm1?", text("#effect-title"));
    push(KeyCode.ESCAPE);
  }

  @Test
  void aHostOfThatNameIsNotAddedTwiceAndAnUnreachableOneIsSaid() {
    interact(() -> shell.open(Screen.HOSTS));
    clickOn("#host-add");
    write("kvm2");
    WaitForAsyncUtils.waitForFxEvents();
    assertTrue(isOff("#add-next"));
    assertEquals("There is a host kvm2 already.", text("#add-said"));
    write("9");
    clickOn("#add-next");
    WaitForAsyncUtils.waitForFxEvents();
    assertEquals(
        "The engine could not be asked: simulated and past hosts have no agents to ask",
        text("#add-said"));
    assertFalse(lookup("#add-compared").query().getParent().isVisible(), "no key was shown");
  }

  @Test
  void settingsThatDoNotFitTogetherCannotBeSaved() {
    interact(() -> shell.showSettings("times"));
    TextField ends = lookup("#set-watching-claimEnds").query();
    assertTrue(isOff("#times-save"));
    interact(() -> ends.setText("40"));
    assertTrue(isOff("#times-save"));
    assertTrue(lookup("#times-wrong").query().isVisible());
    interact(() -> ends.setText("20"));
    assertFalse(isOff("#times-save"));
    assertFalse(lookup("#times-wrong").query().isVisible());
    clickOn("#times-undo");
    assertTrue(isOff("#times-save"));
  }

  @Test
  void aStoreThatHoldsLeasesIsNotRemoved() {
    interact(() -> shell.showSettings("stores"));
    clickOn("#store-remove-store1");
    assertTrue(isOff("#effect-go"));
    assertFalse(lookup("#effect-typed").query().isVisible());
  }

  @Test
  void settingsShowWhichClusterDocumentEachHostKeeps() throws Exception {
    interact(() -> shell.open(Screen.SETTINGS));
    clickOn("#settings-cluster");
    WaitForAsyncUtils.waitFor(
        20, TimeUnit.SECONDS, () -> lookup("#documents-hosts .strong").queryAll().size() == 3);
    assertFalse(isOff("#documents-ask"), "they can be asked again");
    assertFalse(lookup("#documents-told").query().isVisible(), "no document lost");
  }
}
