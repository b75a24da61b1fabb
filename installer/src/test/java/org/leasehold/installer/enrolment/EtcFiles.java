package org.leasehold.installer.enrolment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What an admin's `/etc` and `/opt` hold, to compare before and after.
final class EtcFiles {
  /// Back-up files and locks of useradd, and the empty range of a system user: not content.
  private static final Pattern BACK_UPS =
      Pattern.compile("etc/(passwd|group|shadow|gshadow|subuid|subgid)-|etc/\\.pwd\\.lock");

  private EtcFiles() {}

  /// Places with content, rights or link target.
  static SortedMap<String, String> of(Path root) throws IOException {
    var all = new TreeMap<String, String>();
    for (var folder : new String[] {"etc", "opt", "var/lib", "root"}) {
      try (var files = Files.walk(root.resolve(folder))) {
        for (var file : files.toList()) {
          var name = root.relativize(file).toString();
          boolean daemons = name.startsWith("var/lib/") && !name.contains("leasehold");
          if (BACK_UPS.matcher(name).matches() || daemons) continue;
          all.put(name, content(file));
        }
      }
    }
    return all;
  }

  /// The places that are not as they were, with a piece of both.
  static SortedMap<String, String> differences(
      SortedMap<String, String> before, SortedMap<String, String> after) {
    var different = new TreeMap<String, String>();
    var names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (var name : names) {
      var was = before.getOrDefault(name, "absent");
      var is = after.getOrDefault(name, "absent");
      if (!was.equals(is)) different.put(name, "was %.200s, is %.200s".formatted(was, is));
    }
    return different;
  }

  private static String content(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) return "-> " + Files.readSymbolicLink(file);
    var rights = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS).toString();
    return Files.isRegularFile(file)
        ? rights + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
        : rights;
  }
}
