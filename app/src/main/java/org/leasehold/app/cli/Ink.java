package org.leasehold.app.cli;

/// Colour for terminals, nothing for pipes. A colour never says what a word does not say too.
///
/// @param on whether to colour
public record Ink(boolean on) {
  /// On where a person looks at it, unless `NO_COLOR` asks for none.
  public static Ink ofThisTerminal() {
    var console = System.console();
    boolean terminal = console != null && console.isTerminal();
    return new Ink(terminal && System.getenv("NO_COLOR") == null);
  }

  public enum Colour {
    GOOD(32),
    BUSY(36),
    WARN(33),
    BAD(31),
    QUIET(90),
    STRONG(1);

    private final int code;

    Colour(int code) {
      this.code = code;
    }
  }

  public String paint(Colour colour, String text) {
    return on && !text.isEmpty() ? "\u001b[" + colour.code + "m" + text + "\u001b[0m" : text;
  }
}
