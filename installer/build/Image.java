import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;

/// Makes the runnable distribution: a jlink run-time image, the application's jars, the launcher,
/// and a start-up cache of classes as they are once loaded and linked.
///
/// The image holds modules of the JDK and of JavaFX only; the application stays on the class path,
/// because several of its libraries are not modules. Run by the build on JDK 25: `Image.java IMAGE
/// JAR LAUNCHER JAVAFX MONOCLE`, the last two folders of JavaFX's jars and of the window system for
/// machines without a display, which becomes part of JavaFX's own module: only so can one cache
/// serve windows with and without a display.
class Image {
  /// What the jars on the class path need of the JDK (`jdeps --print-module-deps`), and
  /// jdk.unsupported for O_DIRECT's `ExtendedOpenOption` and gson. jdk.net and jdk.security.auth
  /// are for the session bus: who this user is.
  private static final String MODULES =
      "java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.rmi,java.security.jgss,java.sql,java.xml,jdk.net,jdk.security.auth,jdk.unsupported,javafx.controls";

  /// A rehearsal takes seconds; a machine that is very busy gets this long.
  private static final long REHEARSED_SECONDS = 240;

  public static void main(String[] args) throws Exception {
    var image = Path.of(args[0]);
    var runtime = image.resolve("runtime");
    Files.createDirectories(image.resolve("bin"));
    Files.createDirectories(image.resolve("lib"));
    copy(Path.of(args[1]), image.resolve("lib/leasehold-app.jar"));
    copy(Path.of(args[2]), image.resolve("bin/leasehold"));
    Files.setPosixFilePermissions(
        image.resolve("bin/leasehold"), PosixFilePermissions.fromString("rwxr-xr-x"));
    var javafx = modules(Path.of(args[3]));
    var monocle = only(Path.of(args[4]));
    var stamp = stamp(javafx, monocle);
    if (!isOf(runtime.resolve("leasehold-modules"), stamp)) {
      delete(runtime);
      var withMonocle = image.resolveSibling("javafx-with-monocle");
      link(runtime, joined(javafx, monocle, withMonocle));
      run(List.of(runtime.resolve("bin/java").toString(), "-XX:+UseSerialGC", "-Xshare:dump"));
      Files.writeString(runtime.resolve("leasehold-modules"), stamp);
    }
    rehearse(image, stamp);
  }

  /// Opens every screen once, without a display, and keeps the classes as they were then (JEP 514).
  /// Java uses the cache for exactly these jars and this image; otherwise it starts as without.
  private static void rehearse(Path image, String runtime) throws Exception {
    var cache = image.resolve("lib/leasehold.aot");
    var mark = image.resolveSibling("leasehold-aot-of");
    var stamp = runtime + jars(image.resolve("lib"));
    if (Files.exists(cache) && isOf(mark, stamp)) return;
    Files.deleteIfExists(cache);
    var home = Files.createTempDirectory("leasehold-rehearsal");
    var rehearsal =
        new ProcessBuilder(image.resolve("bin/leasehold").toString(), "demo", "--rehearse")
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("said").toFile());
    rehearsal.environment().put("LEASEHOLD_REHEARSAL", cache.toString());
    rehearsal.environment().put("XDG_CONFIG_HOME", home.toString());
    var process = rehearsal.start();
    boolean ended = process.waitFor(REHEARSED_SECONDS, TimeUnit.SECONDS);
    if (!ended) process.destroyForcibly().waitFor();
    if (ended && process.exitValue() == 0 && Files.exists(cache)) {
      Files.writeString(mark, stamp);
    } else {
      Files.deleteIfExists(cache);
      System.err.println("no start-up cache, windows open slower: the rehearsal did not end well:");
      System.err.println(Files.readString(home.resolve("said")));
    }
    delete(home);
  }

  /// What Java compares too before it uses the cache.
  private static String jars(Path lib) throws IOException {
    var all = new StringBuilder();
    try (var files = Files.list(lib)) {
      for (var file : files.sorted().toList()) {
        if (!file.toString().endsWith(".jar")) continue;
        all.append(' ').append(file.getFileName()).append(' ').append(Files.size(file));
        all.append(' ').append(Files.getLastModifiedTime(file).toMillis());
      }
    }
    return all.toString();
  }

  private static Path only(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
    }
  }

  /// JavaFX's jars, Monocle's classes in that of `javafx.graphics`.
  private static String joined(String javafx, Path monocle, Path into) throws IOException {
    delete(into);
    Files.createDirectories(into.resolve("classes"));
    try (var jar = FileSystems.newFileSystem(monocle)) {
      var top = jar.getPath("/com");
      try (var files = Files.walk(top)) {
        for (var file : files.toList()) {
          var to = into.resolve("classes").resolve(top.getRoot().relativize(file).toString());
          if (Files.isDirectory(file)) Files.createDirectories(to);
          else Files.copy(file, to);
        }
      }
    }
    var all = new ArrayList<String>();
    for (var name : javafx.split(File.pathSeparator)) {
      var jar = into.resolve(Path.of(name).getFileName());
      Files.copy(Path.of(name), jar);
      if (jar.getFileName().toString().startsWith("javafx-graphics")) {
        // also tells the module of its new packages
        tool("jar", "--update", "--file=" + jar, "-C", into.resolve("classes").toString(), ".");
      }
      all.add(jar.toString());
    }
    return String.join(File.pathSeparator, all);
  }

  /// Beside each jar with a module stands an empty one for other platforms: not wanted.
  private static String modules(Path folder) throws IOException {
    var found = new ArrayList<String>();
    try (var files = Files.list(folder)) {
      for (var file : files.sorted().toList()) {
        try (var jar = new JarFile(file.toFile())) {
          if (jar.getEntry("module-info.class") != null) found.add(file.toString());
        }
      }
    }
    return String.join(File.pathSeparator, found);
  }

  /// Linking takes seven seconds, so an image of this JDK with these modules is kept.
  private static boolean isOf(Path mark, String stamp) throws IOException {
    return Files.exists(mark) && Files.readString(mark).equals(stamp);
  }

  private static String stamp(String javafx, Path monocle) {
    return System.getProperty("java.vm.version") + " " + MODULES + " " + javafx + " " + monocle;
  }

  private static void link(Path runtime, String javafx) {
    tool(
        "jlink",
        "--module-path=" + javafx,
        "--add-modules=" + MODULES,
        "--strip-debug",
        "--no-header-files",
        "--no-man-pages",
        "--output=" + runtime);
  }

  private static void tool(String name, String... words) {
    int code =
        ToolProvider.findFirst(name)
            .orElseThrow(() -> new IllegalStateException("this JDK has no " + name))
            .run(System.out, System.err, words);
    if (code != 0) throw new IllegalStateException(name + " ended with " + code);
  }

  private static void run(List<String> command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) throw new IllegalStateException(command + ": " + said);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) return;
    try (var files = Files.walk(tree)) {
      for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(file);
    }
  }
}
