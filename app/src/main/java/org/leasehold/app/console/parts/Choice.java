package org.leasehold.app.console.parts;

import java.util.List;
import java.util.function.Consumer;
import javafx.scene.control.ComboBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/// One of several, by its name.
///
/// @param <T> what is chosen
public final class Choice<T> extends ComboBox<Choice.Named<T>> {
  /// @param name for people
  public record Named<T>(String name, T value) {
    @Override
    public String toString() {
      return name;
    }
  }

  private boolean filling;

  /// @param accessible what is chosen here, for screen readers
  public Choice(String accessible, Consumer<T> chosen) {
    getStyleClass().add("choice");
    setAccessibleText(accessible);
    setConverter(
        new StringConverter<>() {
          @Override
          public String toString(@Nullable Named<T> one) {
            return one == null ? "" : one.name();
          }

          @Override
          public Named<T> fromString(String text) {
            throw new UnsupportedOperationException("chosen, not typed");
          }
        });
    valueProperty()
        .addListener(
            (_, _, now) -> {
              if (now != null && !filling) chosen.accept(now.value());
            });
  }

  /// Offers these; tells nobody.
  public void offer(List<Named<T>> all, @Nullable T selected) {
    filling = true;
    if (!getItems().equals(all)) getItems().setAll(all);
    select(selected);
    filling = false;
  }

  private void select(@Nullable T selected) {
    for (var one : getItems()) if (one.value().equals(selected)) setValue(one);
  }

  /// Shows what was chosen elsewhere; tells nobody.
  public void display(@Nullable T selected) {
    filling = true;
    select(selected);
    filling = false;
  }
}
