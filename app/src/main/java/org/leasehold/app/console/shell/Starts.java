package org.leasehold.app.console.shell;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.connect.Connector;

/// What a window can begin with.
public interface Starts {
  /// Nothing, as before it is known.
  Starts NONE =
      new Starts() {
        @Override
        public void demo() {}

        @Override
        public void volume() {}

        @Override
        public void engine() {}

        @Override
        public @Nullable Connector connector() {
          return null;
        }

        @Override
        public void connected() {}
      };

  /// Shows the demo cluster.
  void demo();

  /// Asks for a volume's path and shows it.
  void volume();

  /// Runs an engine in this window.
  void engine();

  /// The way to clusters; null where the window must not leave the one it shows, because its own
  /// engine acts for it.
  @Nullable Connector connector();

  /// A cluster has become known: it is to be shown.
  void connected();

  /// The shown engine is silent: it, or the one that acts now, is looked for, and shown where it is
  /// found.
  ///
  /// @param failed told on the window's thread why none was; an empty sentence where there is no
  ///   other than the one in this window
  default void again(Consumer<String> failed) {
    failed.accept("");
  }
}
