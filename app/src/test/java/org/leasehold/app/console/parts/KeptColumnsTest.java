package org.leasehold.app.console.parts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxToolkit;

/// A table is as it was left; what a person never touched follows the window's width.
class KeptColumnsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // given before each test
  Path folder;

  @BeforeAll
  static void toolkit() throws Exception {
    FxToolkit.registerPrimaryStage();
  }

  private static TableView<String> table(Kept kept, String... ids) {
    var table = new TableView<String>();
    for (var id : ids) {
      var column = new TableColumn<String, String>(id);
      column.setId(id);
      table.getColumns().add(column);
    }
    new KeptColumns(kept, "vms").follow(table);
    return table;
  }

  private static List<@Nullable String> shown(TableView<String> table) {
    return table.getColumns().stream()
        .filter(TableColumn::isVisible)
        .<@Nullable String>map(TableColumn::getId)
        .toList();
  }

  private Kept file() {
    return Kept.beside(folder.resolve("console.properties"), "columns.properties");
  }

  @Test
  void whatWasHiddenAndItsOrderAreThereInTheNextRun() {
    var table = table(file(), "name", "host", "memory");
    table.getColumns().get(2).setVisible(false);
    table.getColumns().add(0, table.getColumns().remove(1));
    assertEquals(List.of("host", "name"), shown(table(file(), "name", "host", "memory")));
  }

  @Test
  void aColumnThatIsNewComesBehindThoseThatWereThere() {
    var table = table(file(), "name", "host");
    table.getColumns().add(0, table.getColumns().remove(1));
    assertEquals(List.of("host", "name", "tags"), shown(table(file(), "tags", "name", "host")));
  }

  @Test
  void theWidthDecidesOnlyWhereNobodyDid() {
    var kept = file();
    var table = table(kept, "name", "host", "memory");
    var columns = new KeptColumns(kept, "vms");
    columns.follow(table);
    table.getColumns().get(1).setVisible(false);
    columns.fit(table, List.of("host", "memory"), false);
    assertEquals(List.of("name"), shown(table));
    columns.fit(table, List.of("host", "memory"), true);
    assertEquals(List.of("name", "memory"), shown(table), "host was hidden by a person");
  }

  @Test
  void withoutAFileNothingIsReadAndNothingKept() throws Exception {
    Files.writeString(folder.resolve("columns.properties"), "vms.hidden=name\n");
    var table = table(Kept.beside(null, "columns.properties"), "name", "host");
    table.getColumns().get(1).setVisible(false);
    assertEquals(List.of("name"), shown(table));
    assertEquals(
        List.of("host"), shown(table(file(), "name", "host")), "the file is as it was before");
    assertFalse(Files.exists(folder.resolve("columns.properties.new")));
  }
}
