package org.leasehold.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One lab, up until it is closed. Two hosts, `h1` and `h2`, over one store, at io timeout 1 s.
final class Lab {
  private static final Duration COMMAND_AT_MOST = Duration.ofMinutes(4);

  private final String name;
  private final Path run;

  /// What a command gave.
  record Said(int code, String text) {}

  private Lab(String name) {
    this.name = name;
    this.run = house().resolve("installer/lab/run");
  }

  /// Makes the lab anew, formats its volume and joins both hosts.
  static Lab up(String name, String... more) throws Exception {
    if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
      fail("tests tagged 'daemon' make hosts out of namespaces, which only root can");
    }
    var lab = new Lab(name);
    lab.call("down");
    var words = new ArrayList<>(List.of("up", "--hosts", "2", "--io-timeout", "1"));
    words.addAll(
        List.of("--share", house().toString(), "--share", System.getProperty("java.home", "")));
    words.addAll(List.of(more));
    lab.command(words.toArray(String[]::new));
    lab.command("init");
    lab.command("join");
    return lab;
  }

  /// The checkout: the folder above that has the lab.
  static Path house() {
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("installer/lab/run"))) return folder;
    }
    return fail("these tests run inside a checkout of Leasehold");
  }

  /// Classes and jars of this checkout, for programs in a host.
  static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
        .filter(entry -> entry.startsWith(house().toString()))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /// Runs a command of the lab.
  Said call(String... words) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(run.toString(), words[0], "--name", name));
    command.addAll(List.of(words).subList(1, words.length));
    var output = Files.createTempFile("lab", ".txt");
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(COMMAND_AT_MOST.toSeconds(), TimeUnit.SECONDS)) {
      process.destroy();
      fail(command + " did not end within " + COMMAND_AT_MOST);
    }
    var said = Files.readString(output).strip();
    Files.delete(output);
    return new Said(process.exitValue(), said);
  }

  /// Runs a command that must work.
  String command(String... words) throws Exception {
    var said = call(words);
    assertEquals(0, said.code(), () -> String.join(" ", words) + ": " + said.text());
    return said.text();
  }

  Said tryIn(String host, String... words) throws Exception {
    var all = new ArrayList<>(List.of("exec", host, "--"));
    all.addAll(List.of(words));
    return call(all.toArray(String[]::new));
  }

  /// Runs a program in a host.
  String in(String host, String... words) throws Exception {
    var said = tryIn(host, words);
    assertEquals(0, said.code(), () -> host + ": " + String.join(" ", words) + ": " + said.text());
    return said.text();
  }

  /// A folder of a host's own as seen from here, such as `etc` or `var`.
  Path file(String host, String place) {
    return Path.of("/var/tmp/leasehold-lab", name, "hosts", host, "rootfs", place);
  }

  void write(String host, String place, String text) throws IOException {
    var file = file(host, place);
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  String read(String host, String place) throws IOException {
    var file = file(host, place);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /// Something `status --json` says, by a regular expression with one group.
  String status(String regex) throws Exception {
    var found = Pattern.compile(regex, Pattern.DOTALL).matcher(command("status", "--json"));
    if (!found.find()) return fail("no " + regex + " in the lab's status");
    return found.group(1);
  }

  String lockspace() throws Exception {
    return status("\"lockspace\": \"([^\"]+)\"");
  }

  boolean runs(String host, String vm) {
    try {
      return tryIn(host, "virsh", "domstate", vm).text().startsWith("running");
    } catch (Exception e) {
      return false;
    }
  }

  /// Whether any QEMU process is left in a host, whatever libvirt says.
  boolean hasQemu(String host) {
    try {
      return tryIn(host, "pgrep", "-x", "qemu-system-x86").code() == 0;
    } catch (Exception e) {
      return true;
    }
  }

  static void within(Duration atMost, String what, BooleanSupplier condition)
      throws InterruptedException {
    long giveUp = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > giveUp) fail(what + ": not within " + atMost.toSeconds() + " s");
      Thread.sleep(200);
    }
  }

  /// Takes it down; nothing is left.
  void close() throws IOException, InterruptedException {
    call("down");
  }
}
