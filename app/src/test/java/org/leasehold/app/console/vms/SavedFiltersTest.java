package org.leasehold.app.console.vms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.app.console.parts.Kept;

class SavedFiltersTest {
  @TempDir private Path folder = Path.of("");

  private SavedFilters filters() {
    return new SavedFilters(new Kept(folder.resolve("new/vm-filters.properties")));
  }

  @Test
  void aNamedFilterIsThereInTheNextRunAndGoneWhenItIsForgotten() {
    filters().keep("Shop, first floor", VmFilter.Kind.TROUBLE, " host:kvm1  tag:Shop ");
    filters().keep("all of kvm2", VmFilter.Kind.ALL, "host:kvm2");
    filters().keep("what is off", VmFilter.Kind.OFF, "");
    assertEquals(
        List.of(
            new SavedFilters.Saved(
                "Shop, first floor", VmFilter.Kind.TROUBLE, "host:kvm1  tag:shop"),
            new SavedFilters.Saved("all of kvm2", VmFilter.Kind.ALL, "host:kvm2"),
            new SavedFilters.Saved("what is off", VmFilter.Kind.OFF, "")),
        filters().all());
    filters().keep("all of kvm2", VmFilter.Kind.ALL, "host:kvm3");
    assertEquals("host:kvm3", filters().all().get(1).typed());
    filters().forget("all of kvm2");
    assertEquals(2, filters().all().size());
  }

  @Test
  void whatCannotBeReadIsNoFilterAndHarmsNoOther() throws Exception {
    var file = folder.resolve("vm-filters.properties");
    Files.writeString(file, "good=all web\nbad=sideways web\nworse=\n");
    var filters = new SavedFilters(new Kept(file));
    assertEquals(List.of(new SavedFilters.Saved("good", VmFilter.Kind.ALL, "web")), filters.all());
    Files.writeString(file, "x=\\u00");
    assertEquals(List.of(), new SavedFilters(new Kept(file)).all());
  }

  @Test
  void aNameHasSomethingToReadOnOneLine() {
    assertTrue(SavedFilters.isName("shop"));
    assertFalse(SavedFilters.isName("  "));
    assertFalse(SavedFilters.isName("a\nb"));
    assertFalse(SavedFilters.isName("x".repeat(61)));
  }
}
