package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.leasehold.core.protocol.HostInstall;

/// Programs with their own Java, moved into their place as a whole. What runs from the old ones
/// goes on until it is restarted: its files are open.
///
/// @param image where they were unpacked
/// @param place where they go
/// @param packaged where a package of the distribution puts them; empty: there is none
/// @param whose for people
record Programs(Where where, Made made, Path image, String place, String packaged, String whose)
    implements Step {
  static Programs ofAgent(Where where, Made made) {
    return new Programs(where, made, where.image(), Where.PROGRAMS, Where.PACKAGED, "agent");
  }

  static Programs ofEngine(Where where, Made made) {
    return new Programs(
        where, made, where.at(HostInstall.ENGINE_INCOMING), Where.ENGINE_PROGRAMS, "", "engine");
  }

  @Override
  public String what() {
    return "put the %s's programs into %s".formatted(whose, place);
  }

  @Override
  public String undoing() {
    return "delete " + place;
  }

  private Path target() {
    return where.at(place);
  }

  @Override
  public Standing look() throws IOException {
    if (!packaged.isEmpty() && Files.exists(where.at(packaged))) {
      return new Standing.InTheWay(
          "%s is there, from a package: update that instead, or remove it first"
              .formatted(packaged));
    }
    if (!Files.exists(target())) return Standing.MISSING;
    if (!made.has(place)) {
      return new Standing.InTheWay(
          "%s is there, and Leasehold has not put it there; move it away".formatted(place));
    }
    return isSame() ? Standing.THERE : Standing.MISSING;
  }

  private boolean isSame() throws IOException {
    if (target().toRealPath().equals(image.toRealPath())) return true;
    var ours = files(image);
    if (!ours.equals(files(target()))) return false;
    for (var file : ours) {
      var one = image.resolve(file);
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
    var next = parent.resolve(".leasehold-%s-next".formatted(whose));
    var old = parent.resolve(".leasehold-%s-old".formatted(whose));
    delete(next);
    delete(old);
    for (var file : files(image)) copy(image.resolve(file), next.resolve(file));
    made.add(place);
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
    if (!made.has(place)) return;
    delete(target());
    made.remove(place);
  }

  static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) return;
    try (var all = Files.walk(tree)) {
      for (var one : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(one);
    }
  }
}
