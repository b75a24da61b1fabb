package org.leasehold.app.console.effect;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.core.engine.Request;
import org.leasehold.core.monitor.Operation;

/// What something that a person is about to ask for would do, as of one moment.
///
/// @param title `Shut down 2 VMs?`
/// @param lead one sentence; may be empty
/// @param choices one of which is taken; empty when there is nothing to choose
/// @param rows what becomes of each thing, those that are left out with their reason
/// @param note what it means as a whole
/// @param button what the button says
/// @param danger something may be lost by it
/// @param typed what must be typed by hand; empty: nothing
/// @param blocked why it cannot be asked for; empty when it can
/// @param asks what the engine is asked, in this order
public record Effect(
    String title,
    String lead,
    List<Choice> choices,
    List<Row> rows,
    Note note,
    String button,
    boolean danger,
    String typed,
    String blocked,
    List<Ask> asks) {
  public Effect {
    choices = List.copyOf(choices);
    rows = List.copyOf(rows);
    asks = List.copyOf(asks);
  }

  /// @param key what is given back when it is chosen
  /// @param not why it cannot be chosen; empty when it can
  /// @param detail said beside it; may be empty
  public record Choice(String key, String text, String not, String detail) {}

  /// @param key of the thing, to find it again when its answer has come
  public record Row(String key, Tone tone, String name, String text) {}

  /// @param strong its first words; empty: no note
  public record Note(Tone tone, String strong, String text) {
    public static final Note NONE = new Note(Tone.NONE, "", "");
  }

  /// One thing asked of the engine; exactly one of `request` and `operation` is there.
  ///
  /// @param key of the row it is about; may be empty
  public record Ask(String key, @Nullable Request request, @Nullable Operation operation) {
    public static Ask of(String key, Request request) {
      return new Ask(key, request, null);
    }

    public static Ask of(String key, Operation operation) {
      return new Ask(key, null, operation);
    }
  }

  /// What is there to be said of one moment and one choice.
  public interface Reader {
    /// @param choice key of what was chosen; empty when nothing was yet
    Effect of(org.leasehold.core.monitor.Snapshot snapshot, String choice);
  }
}
