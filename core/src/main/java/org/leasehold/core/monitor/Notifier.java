package org.leasehold.core.monitor;

import java.util.List;
import org.leasehold.core.engine.Command;

/// Tells people outside: webhook, mail.
public interface Notifier {
  /// Nobody is told.
  Notifier NONE =
      new Notifier() {
        @Override
        public void send(Command.Notify notice) {
          // There is nobody.
        }

        @Override
        public List<String> complaints() {
          return List.of();
        }
      };

  /// Never blocks.
  void send(Command.Notify notice);

  /// What could not be sent, for people.
  List<String> complaints();
}
