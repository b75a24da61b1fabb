package org.leasehold.app.cli.simulate;

/// A closed range as people type it: `1..100000`, or one number.
///
/// @param first not above `last`
record Range(long first, long last) {
  Range {
    if (last < first) throw new IllegalArgumentException("empty range: " + first + ".." + last);
  }

  static Range parse(String text) {
    int dots = text.indexOf("..");
    if (dots < 0) {
      long only = Long.parseLong(text);
      return new Range(only, only);
    }
    return new Range(
        Long.parseLong(text.substring(0, dots)), Long.parseLong(text.substring(dots + 2)));
  }

  long size() {
    return last - first + 1;
  }

  @Override
  public String toString() {
    return first + ".." + last;
  }
}
