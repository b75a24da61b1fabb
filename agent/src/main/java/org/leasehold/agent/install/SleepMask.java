package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/// A host must not be put to sleep (S8): the sleep targets are masked.
record SleepMask(Where where, Made made) implements Step {
  private static final List<String> TARGETS =
      List.of("sleep.target", "suspend.target", "hibernate.target", "hybrid-sleep.target");

  private static String place(String target) {
    return "/etc/systemd/system/" + target;
  }

  @Override
  public String what() {
    return "mask the sleep targets: a host that sleeps loses its leases";
  }

  @Override
  public String undoing() {
    return "unmask the sleep targets that were masked for this";
  }

  @Override
  public Standing look() {
    for (var target : TARGETS) {
      if (!Files.exists(where.at(place(target)), LinkOption.NOFOLLOW_LINKS)) {
        return Standing.MISSING;
      }
    }
    return Standing.THERE;
  }

  @Override
  public void make() throws IOException {
    for (var target : TARGETS) {
      var link = where.at(place(target));
      // What the admin has put there is the admin's.
      if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) continue;
      made.add(place(target));
      Files.createSymbolicLink(link, Path.of("/dev/null"));
    }
  }

  @Override
  public void unmake() throws IOException {
    for (var target : TARGETS) {
      if (!made.has(place(target))) continue;
      if (Files.isSymbolicLink(where.at(place(target)))) Files.delete(where.at(place(target)));
      made.remove(place(target));
    }
  }
}
