package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// The programs with their own Java, moved into their place as a whole. What runs from the old ones
/// goes on until it is restarted: its files are open.
record Programs(Where where, Made made) implements Step {
  @Override
  public String what() {
    return "put the agent's programs into " + Where.PROGRAMS;
  }

  @Override
  public String undoing() {
    return "delete " + Where.PROGRAMS;
  }

  private Path target() {
    return where.at(Where.PROGRAMS);
  }

  @Override
  public Standing look() throws IOException {
    if (Files.exists(where.at(Where.PACKAGED))) {
      return new Standing.InTheWay(
          "%s is there, from a package: update that instead, or remove it first"
              .formatted(Where.PACKAGED));
    }
    if (!Files.exists(target())) return Standing.MISSING;
    if (!made.has(Where.PROGRAMS)) {
      return new Standing.InTheWay(
          "%s is there, and Leasehold has not put it there; move it away"
              .formatted(Where.PROGRAMS));
    }
    return isSame() ? Standing.THERE : Standing.MISSING;
  }

  private boolean isSame() throws IOException {
    if (target().toRealPath().equals(where.image().toRealPath())) return true;
    var ours = files(where.image());
    if (!ours.equals(files(target()))) return false;
    for (var file : ours) {
      var one = where.image().resolve(file);
      if (Files.isRegularFile(one) && Files.mismatch(one, target().resolve(file)) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static List<Path> files(Path tree) throws IOException {
    try (var all = Files.walk(tree)) {
      return all.map(tree::relativize).sorted().toList();
    }
  }

  @Override
  public void make() throws IOException {
    var parent = Objects.requireNonNull(target().getParent());
    Files.createDirectories(parent);
    var next = parent.resolve(".leasehold-agent-next");
    var old = parent.resolve(".leasehold-agent-old");
    delete(next);
    delete(old);
    for (var file : files(where.image())) copy(where.image().resolve(file), next.resolve(file));
    made.add(Where.PROGRAMS);
    if (Files.exists(target())) Files.move(target(), old, StandardCopyOption.ATOMIC_MOVE);
    Files.move(next, target(), StandardCopyOption.ATOMIC_MOVE);
    delete(old);
  }

  /// With its times, by which Java knows its class-data archive.
  private static void copy(Path from, Path to) throws IOException {
    Files.copy(
        from, to, StandardCopyOption.COPY_ATTRIBUTES, java.nio.file.LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void unmake() throws IOException {
    if (!made.has(Where.PROGRAMS)) return;
    delete(target());
    made.remove(Where.PROGRAMS);
  }

  static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) return;
    try (var all = Files.walk(tree)) {
      for (var one : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(one);
    }
  }
}
