import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.zip.ZipFile;

/// Makes the agent's runnable distribution: a small jlink run-time image, jars, JNA's stub library,
/// launchers, and a class-data archive trained by one start and end of the service.
///
/// Run by the build on JDK 25: `AgentImage.java IMAGE JAR LAUNCHERS INSTALLER`, after the libraries
/// have been copied into `IMAGE/lib`. Units, hook and sudoers file of INSTALLER go to
/// `IMAGE/share`, for `leasehold-agent install`.
class AgentImage {
  /// jdk.net: credentials of the socket's other end. java.xml: domain XML. jdk.unsupported:
  /// O_DIRECT and gson.
  private static final String MODULES = "java.base,java.logging,java.xml,jdk.net,jdk.unsupported";

  private static final String ARCHIVE = "leasehold-agent.jsa";

  /// What a host gets beside the programs.
  private static final List<String> SHARED = List.of("units", "hooks", "sudoers");

  public static void main(String[] args) throws Exception {
    var image = Path.of(args[0]);
    var runtime = image.resolve("runtime");
    var lib = image.resolve("lib");
    Files.createDirectories(image.resolve("bin"));
    Files.createDirectories(lib);
    boolean same = copy(Path.of(args[1]), lib.resolve("leasehold-agent.jar"));
    same &= launchers(Path.of(args[2]), image.resolve("bin"));
    for (var folder : SHARED) share(Path.of(args[3]).resolve(folder), image.resolve("share"));
    same &= stubLibrary(lib);
    if (!isOf(runtime)) {
      same = false;
      delete(runtime);
      link(runtime);
      run(List.of(runtime.resolve("bin/java").toString(), "-XX:+UseSerialGC", "-Xshare:dump"));
      Files.writeString(runtime.resolve("leasehold-modules"), stamp());
    }
    var libraries = names(lib);
    var trained = lib.resolve("trained-for");
    same &= Files.exists(trained) && Files.readString(trained).equals(libraries);
    if (same && Files.exists(lib.resolve(ARCHIVE))) return;
    Files.deleteIfExists(lib.resolve(ARCHIVE));
    train(image);
    Files.writeString(trained, libraries);
  }

  /// One start and end of the service in folders of its own; at the end Java writes the archive.
  private static void train(Path image) throws Exception {
    var folder = Files.createTempDirectory("leasehold-agent-training");
    var builder =
        new ProcessBuilder(
            image.resolve("bin/leasehold-agent").toString(),
            "serve",
            "--run-dir",
            folder.resolve("run").toString(),
            "--state-dir",
            folder.resolve("state").toString(),
            "--libvirt",
            "test:///default",
            "--sanlock-dir",
            folder.resolve("no-sanlock").toString());
    var archive = image.resolve("lib").resolve(ARCHIVE);
    builder
        .environment()
        .put(
            "LEASEHOLD_JAVA_OPTIONS", "-XX:SharedArchiveFile= -XX:ArchiveClassesAtExit=" + archive);
    var log = folder.resolve("log");
    var process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    // Ended before it serves, Java would write the archive while classes are still being loaded.
    var socket = folder.resolve("run/agent.sock");
    for (int i = 0; i < 600 && process.isAlive() && !Files.exists(socket); i++) Thread.sleep(100);
    Thread.sleep(2000);
    process.destroy();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    if (!ended) process.destroyForcibly();
    if (!ended || process.exitValue() != 128 + 15 || !Files.exists(archive)) {
      throw new IllegalStateException("training of the agent failed: " + Files.readString(log));
    }
    delete(folder);
  }

  /// JNA would unpack it into the user's cache folder, which a hardened service forbids.
  private static boolean stubLibrary(Path lib) throws IOException {
    var stub = lib.resolve("libjnidispatch.so");
    try (var jar = new ZipFile(lib.resolve("jna.jar").toFile())) {
      var entry = jar.getEntry("com/sun/jna/linux-" + architecture() + "/libjnidispatch.so");
      if (entry == null) throw new IllegalStateException("JNA has no stub for " + architecture());
      var bytes = jar.getInputStream(entry).readAllBytes();
      if (Files.exists(stub) && java.util.Arrays.equals(Files.readAllBytes(stub), bytes))
        return true;
      Files.write(stub, bytes);
      return false;
    }
  }

  private static String architecture() {
    var name = System.getProperty("os.arch");
    return name.equals("amd64") ? "x86-64" : name;
  }

  private static boolean launchers(Path from, Path bin) throws IOException {
    boolean same = true;
    try (var files = Files.list(from)) {
      for (var file : files.sorted().toList()) {
        var to = bin.resolve(file.getFileName());
        same &= copy(file, to);
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
    return same;
  }

  private static void share(Path from, Path share) throws IOException {
    var to = Files.createDirectories(share.resolve(from.getFileName()));
    try (var files = Files.list(from)) {
      for (var file : files.sorted().toList()) {
        copy(file, to.resolve(file.getFileName()));
        Files.setPosixFilePermissions(
            to.resolve(file.getFileName()), PosixFilePermissions.fromString("rw-r--r--"));
      }
    }
  }

  private static String names(Path lib) throws IOException {
    var names = new ArrayList<String>();
    try (var files = Files.list(lib)) {
      for (var file : files.filter(one -> one.toString().endsWith(".jar")).sorted().toList()) {
        names.add(
            file.getFileName() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    }
    return String.join("\n", names);
  }

  /// Linking takes seconds, so an image of this JDK with these modules is kept.
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

  /// @return whether it was the same already
  private static boolean copy(Path from, Path to) throws IOException {
    if (Files.exists(to) && Files.mismatch(from, to) < 0) return true;
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    return false;
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) return;
    try (var files = Files.walk(tree)) {
      for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(file);
    }
  }
}
