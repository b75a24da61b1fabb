package org.leasehold.core.sanlock;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The text in which `inquire` lists held leases:
/// `lockspace:lease:path:offset[:path:offset...]:version` or `:SH`, several joined by a space.
///
/// Colons of a path are escaped with a backslash; those of names are not, so such names (which
/// Leasehold refuses) make the text unreadable.
///
/// @see "sanlock src/client.c: sanlock_res_to_str; src/cmd.c: cmd_inquire"
public final class StateString {
  private static final String SHARED = "SH";

  private StateString() {}

  static List<HeldLease> parse(Reply reply) throws SanlockException.BadAnswer {
    var bytes = reply.payload();
    return parse(Structs.text(bytes, 0, bytes.remaining()), reply.count());
  }

  /// @param count how many leases the daemon says there are
  public static List<HeldLease> parse(String text, int count) throws SanlockException.BadAnswer {
    var leases = new ArrayList<HeldLease>();
    if (!text.isEmpty()) {
      for (var one : text.split(" ", -1)) leases.add(lease(one));
    }
    if (leases.size() != count) throw unreadable(text, count + " leases");
    return leases;
  }

  static HeldLease lease(String text) throws SanlockException.BadAnswer {
    var fields = fields(text);
    if (fields.size() < 5 || fields.size() % 2 == 0)
      throw unreadable(text, "names, disks, version");
    var places = new ArrayList<LeasePlace>();
    for (int i = 2; i < fields.size() - 1; i += 2) {
      places.add(place(text, fields.get(i), fields.get(i + 1)));
    }
    var last = fields.getLast();
    var version = last.equals(SHARED) ? OptionalLong.empty() : OptionalLong.of(number(text, last));
    return new HeldLease(fields.get(0), fields.get(1), places, version);
  }

  private static List<String> fields(String text) {
    var fields = new ArrayList<String>();
    var field = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        field.append(text.charAt(++i));
      } else if (c == ':') {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  private static LeasePlace place(String text, String path, String offset)
      throws SanlockException.BadAnswer {
    long offsetBytes = number(text, offset);
    if (path.isEmpty() || offsetBytes < 0) throw unreadable(text, "a path and its offset");
    try {
      return new LeasePlace(Path.of(path), offsetBytes);
    } catch (InvalidPathException e) {
      throw unreadable(text, "a path");
    }
  }

  private static long number(String text, String digits) throws SanlockException.BadAnswer {
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw unreadable(text, "a number instead of '" + digits + "'");
    }
  }

  private static SanlockException.BadAnswer unreadable(String text, String expected) {
    return new SanlockException.BadAnswer(
        SanlockCall.INQUIRE, "expected %s in '%s'".formatted(expected, text));
  }
}
