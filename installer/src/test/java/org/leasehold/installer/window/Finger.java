package org.leasehold.installer.window;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.stage.Window;
import org.leasehold.app.console.picture.PngFile;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

/// Mouse and keyboard of a person who waits for what is to be seen before the next click.
final class Finger extends FxRobot {
  private static final long SOON_SECONDS = 30;
  private static final long LOOK_MILLIS = 200;

  private final Path pictures;
  private int taken;

  /// @param pictures folder for what was seen
  Finger(Path pictures) {
    this.pictures = pictures;
  }

  /// @throws AssertionError with what is to be seen instead
  void await(String what, long seconds, BooleanSupplier is) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!sees(is)) {
      if (System.nanoTime() > until) {
        throw new AssertionError("not within %d s: %s; seen: %s".formatted(seconds, what, seen()));
      }
      sleep(LOOK_MILLIS);
    }
  }

  /// A window that has not come yet, or is too busy to look, is looked at again.
  private static boolean sees(BooleanSupplier is) {
    try {
      return WaitForAsyncUtils.waitForAsyncFx(20_000, is::getAsBoolean);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof TimeoutException) return false;
      throw e;
    }
  }

  /// What stands in the window, word for word.
  private List<String> seen() {
    return WaitForAsyncUtils.waitForAsyncFx(
        20_000,
        () -> {
          var words = new ArrayList<String>();
          for (var window : Window.getWindows()) {
            for (var node : window.getScene().getRoot().lookupAll(".label")) {
              if (!isShown(node) || !(node instanceof Labeled said)) continue;
              if (said.getText() != null && !said.getText().isBlank()) words.add(said.getText());
            }
          }
          return words;
        });
  }

  private static boolean isShown(Node node) {
    for (Node at = node; at != null; at = at.getParent()) if (!at.isVisible()) return false;
    return node.getScene() != null;
  }

  private Optional<Node> find(String id) {
    for (var window : Window.getWindows()) {
      for (var node : window.getScene().getRoot().lookupAll(id)) {
        if (isShown(node)) return Optional.of(node);
      }
    }
    return Optional.empty();
  }

  boolean shows(String id) {
    return find(id).isPresent();
  }

  boolean isOff(String id) {
    return find(id).map(Node::isDisabled).orElse(true);
  }

  String text(String id) {
    return find(id)
        .map(
            node ->
                switch (node) {
                  case Labeled said -> String.valueOf(said.getText());
                  case TextInputControl said -> String.valueOf(said.getText());
                  default -> "";
                })
        .orElse("");
  }

  /// Clicks what is there and on, as soon as it is.
  void click(String id) {
    await(id + " can be clicked", SOON_SECONDS, () -> shows(id) && !isOff(id));
    clickOn(find(id).orElseThrow());
    WaitForAsyncUtils.waitForFxEvents();
  }

  /// Presses a button that may have to be scrolled to.
  void press(String id) {
    await(id + " can be pressed", SOON_SECONDS, () -> shows(id) && !isOff(id));
    interact(() -> ((ButtonBase) find(id).orElseThrow()).fire());
    WaitForAsyncUtils.waitForFxEvents();
  }

  /// Replaces words in a long text.
  void replace(String id, String old, String with) {
    interact(
        () -> {
          var field = (TextInputControl) find(id).orElseThrow();
          field.setText(field.getText().replace(old, with));
        });
    WaitForAsyncUtils.waitForFxEvents();
  }

  /// Whether something to be seen says so.
  boolean says(String words) {
    return seen().stream().anyMatch(one -> one.contains(words));
  }

  /// Types over what a field holds.
  void type(String id, String text) {
    click(id);
    interact(() -> ((TextInputControl) find(id).orElseThrow()).clear());
    write(text);
    WaitForAsyncUtils.waitForFxEvents();
  }

  /// Chooses what begins with a word.
  void choose(String id, String word) {
    await(
        id + " offers " + word,
        SOON_SECONDS,
        () -> find(id).map(node -> index((ComboBox<?>) node, word) >= 0).orElse(false));
    interact(
        () -> {
          var box = (ComboBox<?>) find(id).orElseThrow();
          box.getSelectionModel().select(index(box, word));
        });
  }

  private static int index(ComboBox<?> box, String word) {
    for (int i = 0; i < box.getItems().size(); i++) {
      if (shown(box, i).startsWith(word)) return i;
    }
    return -1;
  }

  private static <T> String shown(ComboBox<T> box, int index) {
    var item = box.getItems().get(index);
    var converter = box.getConverter();
    return converter == null ? String.valueOf(item) : String.valueOf(converter.toString(item));
  }

  /// The cells of the row that begins with a name; empty where there is none.
  List<String> row(String table, String name) {
    for (var row : rows(table)) {
      var cells = cells(row);
      if (!cells.isEmpty() && cells.getFirst().equals(name)) return cells;
    }
    return List.of();
  }

  private List<Node> rows(String table) {
    return find(table)
        .<List<Node>>map(node -> List.copyOf(node.lookupAll(".table-row-cell")))
        .orElse(List.of());
  }

  private static List<String> cells(Node row) {
    return row.lookupAll(".table-cell").stream()
        .filter(cell -> cell instanceof Labeled)
        .sorted((a, b) -> Double.compare(a.getLayoutX(), b.getLayoutX()))
        .map(cell -> String.valueOf(((Labeled) cell).getText()))
        .toList();
  }

  void clickRow(String table, String name) {
    await(name + " is listed", SOON_SECONDS, () -> !row(table, name).isEmpty());
    for (var row : rows(table)) {
      var cells = cells(row);
      if (cells.isEmpty() || !cells.getFirst().equals(name)) continue;
      clickOn(row.lookup(".table-cell"));
      WaitForAsyncUtils.waitForFxEvents();
      return;
    }
  }

  /// Keeps what is to be seen now.
  void picture(String name) {
    var file = pictures.resolve("%02d-%s.png".formatted(++taken, name));
    var image =
        WaitForAsyncUtils.waitForAsyncFx(
            20_000, () -> Window.getWindows().getFirst().getScene().snapshot(null));
    try {
      PngFile.write(image, file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
