package org.leasehold.app.console;

import java.nio.file.Path;
import java.util.Optional;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Stage;
import org.leasehold.app.console.parts.FileAsk;

/// The system's own dialogs.
record FileDialogs(Stage stage) implements FileAsk {
  @Override
  public Optional<Path> save(String title, String name) {
    var chooser = new FileChooser();
    chooser.setTitle(title);
    chooser.setInitialFileName(name);
    return Optional.ofNullable(chooser.showSaveDialog(stage)).map(java.io.File::toPath);
  }

  @Override
  public Optional<Path> folder(String title) {
    var chooser = new DirectoryChooser();
    chooser.setTitle(title);
    return Optional.ofNullable(chooser.showDialog(stage)).map(java.io.File::toPath);
  }
}
