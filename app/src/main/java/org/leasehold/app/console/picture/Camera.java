package org.leasehold.app.console.picture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.WritableImage;
import javafx.scene.transform.Transform;
import javafx.stage.Stage;
import org.leasehold.app.cli.desktop.Opening;
import org.leasehold.app.console.shell.Shell;
import org.leasehold.app.console.theme.Theme;

/// Takes pictures of the window in both themes, and in every size where that is wanted.
final class Camera {
  /// How a picture is taken.
  ///
  /// @param scale 2 is a screen of twice the density
  private record Frame(int width, int height, double scale) {
    @Override
    public String toString() {
      return width + "x" + height + (scale == 1 ? "" : "@" + (int) (scale * 100));
    }
  }

  private static final Frame PLAIN = new Frame(1440, 900, 1);
  private static final List<Frame> EVERY =
      List.of(PLAIN, new Frame(1024, 700, 1), new Frame(1440, 900, 2));

  private final Stage stage;
  private final Shell shell;
  private final Opening wanted;
  private final List<Path> taken = new ArrayList<>();

  /// @param wanted folder and sizes; without a folder nothing is taken
  Camera(Stage stage, Shell shell, Opening wanted) {
    this.stage = stage;
    this.shell = shell;
    this.wanted = wanted;
  }

  /// In the order in which they were taken.
  List<Path> taken() {
    return List.copyOf(taken);
  }

  void take(String name) throws Exception {
    if (wanted.pictures().isEmpty()) return;
    var folder = wanted.pictures().get();
    for (var frame : wanted.everySize() ? EVERY : List.of(PLAIN)) {
      for (var theme : Theme.values()) {
        var file = folder.resolve("%s-%s-%s.png".formatted(name, theme.word(), frame));
        PngFile.write(window(() -> shot(theme, frame)), file);
        taken.add(file);
      }
    }
  }

  private WritableImage shot(Theme theme, Frame frame) {
    if (shell.theme() != theme) shell.theme(theme);
    // The window keeps its size: Monocle prints a trace where one changes while it is painted.
    var root = stage.getScene().getRoot();
    root.resize(frame.width(), frame.height());
    // sizes of wrapped texts are known only after a first layout
    for (int i = 0; i < 3; i++) {
      root.applyCss();
      root.layout();
    }
    var how = new SnapshotParameters();
    how.setTransform(Transform.scale(frame.scale(), frame.scale()));
    how.setFill(theme.colours().get("bg"));
    var image =
        new WritableImage(
            (int) (frame.width() * frame.scale()), (int) (frame.height() * frame.scale()));
    return root.snapshot(how, image);
  }

  /// Runs on the window's thread and waits for it.
  static <T> T window(Callable<T> action) throws Exception {
    var task = new FutureTask<>(action);
    Platform.runLater(task);
    try {
      return task.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
