package org.leasehold.core.model;

/// The rule that lockspace and lease names share.
///
/// sanlock stores 48 bytes, libvirt insists on a NUL within them, and its colon-separated lists
/// break on spaces and colons, so Leasehold accepts what survives all three.
///
/// @see "sanlock src/sanlock.h: SANLK_NAME_LEN; libvirt src/locking/lock_driver_sanlock.c"
final class SanlockName {
  static final int BYTES_MAX = 47;

  private SanlockName() {}

  static boolean isLegal(String text) {
    return !text.isEmpty()
        && text.length() <= BYTES_MAX
        && text.chars().allMatch(c -> isLegal((char) c));
  }

  private static boolean isLegal(char c) {
    return c > ' ' && c <= '~' && c != ':' && c != '\\';
  }

  static String checked(String what, String text) {
    if (text.isEmpty()) throw new IllegalArgumentException(what + " is empty");
    if (text.length() > BYTES_MAX) {
      throw new IllegalArgumentException(
          what + " is " + text.length() + " characters long, at most " + BYTES_MAX + ": " + text);
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLegal(c)) {
        throw new IllegalArgumentException(
            "%s may hold printable ASCII without space, colon and backslash, found U+%04X at %d"
                .formatted(what, (int) c, i));
      }
    }
    return text;
  }
}
