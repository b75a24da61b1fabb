package org.leasehold.app.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PaletteModelTest {
  private final PaletteModel model =
      new PaletteModel(
          () ->
              List.of(
                  new PaletteModel.Entry("Event", "kvm2 silent", "14:00", () -> {}),
                  new PaletteModel.Entry("Host", "kvm2", "up", () -> {}),
                  new PaletteModel.Entry("VM", "mail", "up on kvm2", () -> {})));

  private List<String> found() {
    return model.found().get().stream().map(PaletteModel.Entry::name).toList();
  }

  @Test
  void everythingIsFoundByNothing() {
    model.open();
    assertEquals(List.of("kvm2 silent", "kvm2", "mail"), found());
  }

  @Test
  void whatBeginsWithTheWordComesFirst() {
    model.open();
    model.words().set("kvm2");
    assertEquals(List.of("kvm2 silent", "kvm2", "mail"), found());
    model.words().set("mail");
    assertEquals(List.of("mail"), found());
  }

  @Test
  void everyWordMustFitInAnyOrder() {
    model.open();
    model.words().set("up kvm2 vm");
    assertEquals(List.of("kvm2", "mail"), found());
    model.words().set("host KVM2");
    assertEquals(List.of("kvm2"), found());
  }
}
