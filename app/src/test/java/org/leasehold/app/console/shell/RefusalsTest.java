package org.leasehold.app.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.leasehold.app.console.demo.DemoFace;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;
import org.testfx.util.WaitForAsyncUtils;

/// Dialogs that change what HA does, each for what it refuses. One window for all.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalsTest extends WindowTest {
  private final DemoFace face = new DemoFace(1_700_000_000_000L);

  @BeforeAll
  void open() throws Exception {
    openWindow(
        Theme.LIGHT,
        1300,
        840,
        shell -> shell.show(new Cluster("shop-floor", face, face.past(), face::bytes, null), null));
  }

  @AfterEach
  void closeDialog() {
    interact(() -> shell.closeDialog());
  }

  @AfterAll
  void close() throws Exception {
    closeWindow();
  }

  private void choose(String vm) {
    interact(() -> shell.showVm(new VmId(vm)));
  }

  private void type(String field, String words) {
    TextField found = lookup(field).query();
    interact(() -> found.setText(words));
  }

  @Test
  void aVmThatRunsAsTheDocumentSaysIsNeitherGivenOtherDisksNorResumed() {
    choose("mail");
    clickOn("#act-more");
    for (var line : new String[] {"#act-accept", "#act-resume"}) {
      clickOn(line);
      assertTrue(lookup("#effect-dialog").tryQuery().isEmpty(), line);
    }
    clickOn("#act-pause");
    assertEquals("Pause mail?", text("#effect-title"));
  }

  @Test
  void aVmThatRunsIsReleasedWhereItRunsAndTheKeyboardBeginsOnCancel() {
    choose("voip");
    clickOn("#act-more");
    clickOn("#act-release");
    assertEquals("Give voip back to libvirt?", text("#effect-title"));
    assertTrue(lookup("#choice-1").tryQuery().isEmpty(), "no host is to be chosen");
    assertFalse(isOff("#effect-go"));
    Node cancel = lookup("#effect-close").query();
    assertTrue(cancel.isFocused(), "not on the button that does it");
  }

  @Test
  void aReleaseWaitsForItsHostAndBeginsOnCancel() throws Exception {
    choose("wiki");
    clickOn("#act-kill");
    clickOn("#effect-go");
    face.skip(30).get(60, TimeUnit.SECONDS);
    WaitForAsyncUtils.waitForFxEvents();
    interact(() -> shell.closeDialog());
    choose("wiki");
    clickOn("#act-more");
    clickOn("#act-release");
    assertEquals("Give wiki back to libvirt?", text("#effect-title"));
    assertTrue(isOff("#effect-go"), "no host is chosen");
    Node cancel = lookup("#effect-close").query();
    assertTrue(cancel.isFocused(), "not on the button that does it");
    clickOn("#choice-1");
    assertFalse(isOff("#effect-go"));
  }

  @Test
  void aPriorityAndAGroupThatCannotBeAreSaidAndNotSaved() {
    choose("voip");
    interact(() -> shell.showPolicy(new VmId("voip")));
    assertTrue(isOff("#policy-save"), "nothing differs");
    type("#policy-priority", "200");
    assertEquals("The priority is a number from 0 to 100.", text("#policy-said"));
    assertTrue(isOff("#policy-save"));
    type("#policy-priority", "61");
    assertFalse(isOff("#policy-save"));
    type("#policy-apart", "two words");
    assertEquals("A group has at most 40 letters, digits, dots, dashes.", text("#policy-said"));
    assertTrue(isOff("#policy-save"));
  }

  @Test
  void nothingIsAdoptedFromAHostThatTellsNoVms() {
    interact(() -> shell.open(Screen.VMS));
    clickOn("#adopt-open");
    assertTrue(isOff("#adopt-ask"));
    assertTrue(isOff("#adopt-go"), "no plan was shown");
    ComboBox<?> host = lookup("#adopt-host").query();
    interact(() -> host.getSelectionModel().select(0));
    WaitForAsyncUtils.waitForFxEvents();
    assertTrue(isOff("#adopt-ask"), text("#adopt-said"));
    assertTrue(isOff("#adopt-go"));
  }

  @Test
  void aStoreOfThatNameIsNotMadeTwiceNorWithAPathOrNThatCannotBe() {
    interact(() -> shell.showSettings("stores"));
    clickOn("#store-new");
    assertTrue(isOff("#store-go"));
    type("#store-name", "store1");
    assertEquals("There is a store store1 already.", text("#store-said"));
    type("#store-name", "store2");
    type("#store-path", "srv/xleases");
    assertEquals("A path begins with / and has no blanks.", text("#store-said"));
    type("#store-path", "/srv/xleases");
    type("#store-timeout", "0");
    assertEquals("N is 1 to 255 s.", text("#store-said"));
    assertTrue(isOff("#store-go"));
    type("#store-timeout", "10");
    assertFalse(isOff("#store-go"));
  }

  @Test
  void haIsNotPausedWithoutAReason() {
    interact(() -> shell.pauseHa());
    assertTrue(isOff("#pause-begin"));
    type("#pause-reason", "switch is replaced");
    assertFalse(isOff("#pause-begin"));
    type("#pause-reason", " ");
    assertTrue(isOff("#pause-begin"));
  }

  @Test
  void aPowerDeviceIsNotForgottenByEnter() {
    interact(() -> shell.showHostInFull(new HostId(1)));
    var before = face.latest().state().document();
    Button forget = lookup((Button one) -> "Forget…".equals(one.getText())).query();
    interact(forget::fire);
    Node cancel = lookup("#effect-close").query();
    assertTrue(cancel.isFocused(), "not on the button that does it");
    push(KeyCode.ENTER);
    WaitForAsyncUtils.waitForFxEvents();
    assertTrue(lookup("#effect-dialog").tryQuery().isEmpty());
    assertEquals(before, face.latest().state().document());
  }
}
