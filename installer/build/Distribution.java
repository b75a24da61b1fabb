import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;

/// Puts the agent's programs into the distribution of the command line, as `agent`: `leasehold host
/// install` sends them to hosts. Run by the build on JDK 25: `Distribution.java AGENT
/// DISTRIBUTION`.
class Distribution {
  public static void main(String[] args) throws IOException {
    var from = Path.of(args[0]);
    var to = Path.of(args[1], "agent");
    // Compiled only: there is nothing to put anywhere yet.
    if (!Files.isDirectory(from) || !Files.isDirectory(Path.of(args[1]))) return;
    delete(to);
    try (var files = Files.walk(from)) {
      for (var file : files.sorted().toList()) put(file, to.resolve(from.relativize(file)));
    }
  }

  /// A second name for the same file where that is possible: nothing is written twice.
  private static void put(Path from, Path to) throws IOException {
    if (Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
      try {
        Files.createLink(to, from);
        return;
      } catch (IOException | UnsupportedOperationException _) {
        // Another file system: a copy, with its times, by which Java knows its class-data archive.
      }
    }
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) return;
    try (var files = Files.walk(tree)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }
}
