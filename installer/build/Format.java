import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Checks, or with `apply` mends, the layout of every Java source below a directory.
///
/// Run by the build on JDK 25, because the formatter parses with the running JDK and Maven itself
/// may be on an older one. `mvn process-sources -Dformat=apply -N` mends.
class Format {
  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    var root = Path.of(args[1]);
    var wrong = new ArrayList<Path>();
    for (var source : sources(root)) {
      String before = Files.readString(source);
      String after = tidy(before);
      if (before.equals(after)) continue;
      if (apply) Files.writeString(source, after);
      wrong.add(root.relativize(source));
    }
    if (wrong.isEmpty()) return;
    System.err.println((apply ? "formatted: " : "not formatted: ") + wrong);
    if (apply) return;
    System.err.println("mend with: mvn process-sources -Dformat=apply -N");
    System.exit(1);
  }

  private static String tidy(String source) throws Exception {
    var style = JavaFormatterOptions.Style.GOOGLE;
    var formatter = new Formatter(JavaFormatterOptions.builder().style(style).build());
    var imports = RemoveUnusedImports.removeUnusedImports(source);
    return formatter.formatSource(ImportOrderer.reorderImports(imports, style));
  }

  private static List<Path> sources(Path root) throws Exception {
    try (var files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.toString().contains("/target/"))
          .sorted()
          .toList();
    }
  }
}
