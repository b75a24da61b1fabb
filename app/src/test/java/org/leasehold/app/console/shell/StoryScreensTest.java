package org.leasehold.app.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.app.console.demo.DemoFace;
import org.leasehold.app.console.demo.DemoPanel;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.parts.FileAsk;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.core.journal.Replay;
import org.testfx.util.WaitForAsyncUtils;

/// Incidents, Events and What-if driven by mouse and keyboard, on the demo cluster.
class StoryScreensTest extends WindowTest {
  private final DemoFace face = new DemoFace(1_700_000_000_000L);
  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void open() throws Exception {
    openWindow(
        Theme.DARK,
        1200,
        800,
        shell -> {
          shell.files(
              new FileAsk() {
                @Override
                public Optional<Path> save(String title, String name) {
                  return Optional.of(folder.resolve(name));
                }

                @Override
                public Optional<Path> folder(String title) {
                  return Optional.of(folder);
                }
              });
          shell.show(
              new Cluster("shop-floor", face, face.past(), face::bytes, (_, out) -> face.tell(out)),
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

  private void fire(String id) {
    interact(() -> lookup(id).queryButton().fire());
    WaitForAsyncUtils.waitForFxEvents();
  }

  private void open(KeyCode digit) throws Exception {
    push(KeyCode.CONTROL, digit);
    skip(0);
    WaitForAsyncUtils.waitForFxEvents();
  }

  @Test
  void aPulledPlugTouchesNothingAndIsHeldAgainstWhatReallyHappens() throws Exception {
    open(KeyCode.DIGIT7);
    assertEquals(Screen.WHAT_IF, shell.screen());
    assertFalse(lookup("#whatif-result").query().isVisible());
    ComboBox<?> target = lookup("#whatif-target").query();
    interact(() -> target.getSelectionModel().select(1));
    var before = face.latest();
    fire("#whatif-pull");
    Button cancel = lookup("#whatif-cancel").query();
    WaitForAsyncUtils.waitFor(30, TimeUnit.SECONDS, () -> !cancel.isVisible());
    WaitForAsyncUtils.waitForFxEvents();
    assertTrue(lookup("kvm2 loses power").tryQuery().isPresent());
    assertTrue(lookup("Safety rules broken: none.").tryQuery().isPresent());
    assertEquals(before, face.latest());

    face.make(Trouble.POWER_LOSS, 2, "web-1").get(20, TimeUnit.SECONDS);
    skip(175);
    open(KeyCode.DIGIT5);
    assertTrue(lookup("kvm2 does not answer").tryQuery().isPresent());
    assertNotNull(lookup("#proof-erp-db").query());
    assertTrue(lookup("What-if: running").tryQuery().isPresent());
    assertTrue(lookup("Real: running").tryQuery().isPresent());
    fire("#incident-text");
    assertTrue(Files.readString(folder.resolve("incident-2.txt")).contains("erp-db: runs on"));
    fire("#incident-story");
    skip(0);
    WaitForAsyncUtils.waitForFxEvents();
    var replayed = Replay.of(folder.resolve("incident-2"));
    assertEquals(java.util.List.of(), replayed.differences());
    assertTrue(replayed.lines() > 40, replayed.toString());
    fire("#incident-story");
    skip(0);
    WaitForAsyncUtils.waitForFxEvents();
    assertTrue(
        lookup(
                (Label label) ->
                    label.getText().contains("is not empty: name a folder that is not there yet"))
            .tryQuery()
            .isPresent(),
        "a folder with something in it is refused");
  }

  @Test
  void eventsAreFilteredHeldWhileOneReadsAndLeadToTheirIncident() throws Exception {
    face.make(Trouble.POWER_LOSS, 2, "web-1").get(20, TimeUnit.SECONDS);
    skip(100);
    open(KeyCode.DIGIT6);
    ListView<EventRow> list = lookup("#event-list").query();
    assertTrue(list.getItems().size() > 200, "older ones were asked for");
    clickOn("#event-filter").write("kvm2 non-responsive");
    WaitForAsyncUtils.waitForFxEvents();
    assertEquals(
        "kvm2", list.getItems().stream().map(EventRow::subject).distinct().findFirst().orElse(""));
    interact(() -> list.getSelectionModel().select(0));
    assertTrue(lookup("#event-host").query().isVisible());
    fire("#event-incident");
    assertEquals(Screen.INCIDENTS, shell.screen());

    open(KeyCode.DIGIT6);
    interact(() -> lookup("#event-filter").queryTextInputControl().clear());
    clickOn(list);
    int shown = list.getItems().size();
    var chosen = list.getSelectionModel().getSelectedItem();
    skip(80);
    assertEquals(shown, list.getItems().size(), "nothing moves under a reader");
    assertEquals(chosen, list.getSelectionModel().getSelectedItem());
    fire("#event-news");
    assertTrue(list.getItems().size() > shown);
    fire("#event-csv");
    assertEquals(
        list.getItems().size() + 1L,
        Files.readString(folder.resolve("events.csv")).lines().count());
  }
}
