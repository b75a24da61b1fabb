import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.spi.ToolProvider;

/// Makes the runnable distribution: a jlink run-time image, the application's jars, the launcher.
///
/// The image holds JDK modules only; the application stays on the class path, because several of
/// its libraries are not modules. Run by the build on JDK 25: `Image.java IMAGE JAR LAUNCHER`.
class Image {
  /// What the jars on the class path need of the JDK (`jdeps --print-module-deps`), and
  /// jdk.unsupported for O_DIRECT's `ExtendedOpenOption` and gson.
  private static final String MODULES =
      "java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.rmi,java.security.jgss,java.sql,java.xml,jdk.unsupported";

  public static void main(String[] args) throws Exception {
    var image = Path.of(args[0]);
    var runtime = image.resolve("runtime");
    Files.createDirectories(image.resolve("bin"));
    Files.createDirectories(image.resolve("lib"));
    copy(Path.of(args[1]), image.resolve("lib/leasehold-app.jar"));
    copy(Path.of(args[2]), image.resolve("bin/leasehold"));
    Files.setPosixFilePermissions(
        image.resolve("bin/leasehold"), PosixFilePermissions.fromString("rwxr-xr-x"));
    if (isOf(runtime)) return;
    delete(runtime);
    link(runtime);
    run(List.of(runtime.resolve("bin/java").toString(), "-XX:+UseSerialGC", "-Xshare:dump"));
    Files.writeString(runtime.resolve("leasehold-modules"), stamp());
  }

  /// Linking takes seven seconds, so an image of this JDK with these modules is kept.
  private static boolean isOf(Path runtime) throws IOException {
    var mark = runtime.resolve("leasehold-modules");
    return Files.exists(mark) && Files.readString(mark).equals(stamp());
  }

  private static String stamp() {
    return System.getProperty("java.vm.version") + " " + MODULES;
  }

  private static void link(Path runtime) {
    int code =
        ToolProvider.findFirst("jlink")
            .orElseThrow(() -> new IllegalStateException("this JDK has no jlink"))
            .run(
                System.out,
                System.err,
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
