import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;

/// Makes the runnable distribution: a jlink run-time image, the application's jars, the launcher.
///
/// The image holds modules of the JDK and of JavaFX only; the application stays on the class path,
/// because several of its libraries are not modules. Run by the build on JDK 25: `Image.java IMAGE
/// JAR LAUNCHER JAVAFX`, the last a folder of JavaFX's jars.
class Image {
  /// What the jars on the class path need of the JDK (`jdeps --print-module-deps`), and
  /// jdk.unsupported for O_DIRECT's `ExtendedOpenOption` and gson.
  private static final String MODULES =
      "java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.rmi,java.security.jgss,java.sql,java.xml,jdk.unsupported,javafx.controls";

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
    if (isOf(runtime, javafx)) return;
    delete(runtime);
    link(runtime, javafx);
    run(List.of(runtime.resolve("bin/java").toString(), "-XX:+UseSerialGC", "-Xshare:dump"));
    Files.writeString(runtime.resolve("leasehold-modules"), stamp(javafx));
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
  private static boolean isOf(Path runtime, String javafx) throws IOException {
    var mark = runtime.resolve("leasehold-modules");
    return Files.exists(mark) && Files.readString(mark).equals(stamp(javafx));
  }

  private static String stamp(String javafx) {
    return System.getProperty("java.vm.version") + " " + MODULES + " " + javafx;
  }

  private static void link(Path runtime, String javafx) {
    int code =
        ToolProvider.findFirst("jlink")
            .orElseThrow(() -> new IllegalStateException("this JDK has no jlink"))
            .run(
                System.out,
                System.err,
                "--module-path=" + javafx,
                "--add-modules=" + MODULES,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--output=" + runtime);
    if (code != 0) throw new IllegalStateException("jlink ended with " + code);
  }

  private static void run(List<String> command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) throw new IllegalStateException(command + ": " + said);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) return;
    try (var files = Files.walk(tree)) {
      for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(file);
    }
  }
}
