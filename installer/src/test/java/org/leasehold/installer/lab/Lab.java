package org.leasehold.installer.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// One lab of real hosts, driven by `installer/lab/run`; ended and deleted at the end.
final class Lab implements AutoCloseable {
  /// What a command of the lab said.
  record Said(int exit, String text) {
    String orFail(String what) {
      if (exit != 0) throw new AssertionError(what + " ended with " + exit + ": " + text);
      return text;
    }
  }

  private static final Duration COMMAND = Duration.ofMinutes(5);

  private final Path program;
  private final String name;
  private final Path folder;

  private Lab(Path program, String name) {
    this.program = program;
    this.name = name;
    var parent = System.getenv().getOrDefault("LEASEHOLD_LAB_DIR", "/var/tmp/leasehold-lab");
    this.folder = Path.of(parent).resolve(name);
  }

  /// Makes a lab of its own.
  ///
  /// @param share folder every host sees, read-only, at the same path
  /// @param more options of `up`
  static Lab up(String name, int hosts, Path share, String... more) {
    var lab = new Lab(program(), name);
    lab.run("down");
    var words =
        new ArrayList<>(
            List.of(
                "--hosts",
                Integer.toString(hosts),
                "--io-timeout",
                "1",
                "--share",
                share.toString()));
    words.addAll(List.of(more));
    lab.run("up", words.toArray(String[]::new)).orFail("lab up");
    return lab;
  }

  private static Path program() {
    for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      var program = at.resolve("installer/lab/run");
      if (Files.isExecutable(program)) return program;
    }
    throw new AssertionError("installer/lab/run is not above " + Path.of("").toAbsolutePath());
  }

  /// A host's root, from outside.
  Path rootOf(String host) {
    return folder.resolve("hosts").resolve(host).resolve("rootfs");
  }

  Said run(String command, String... words) {
    var line = new ArrayList<>(List.of(program.toString(), command, "--name", name));
    line.addAll(List.of(words));
    try {
      var process = new ProcessBuilder(line).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var said = new StringBuilder();
      var reader =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try {
                      var text = process.getInputStream().readAllBytes();
                      said.append(new String(text, StandardCharsets.UTF_8));
                    } catch (IOException e) {
                      said.append(e);
                    }
                  });
      if (!process.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(line + " did not end within " + COMMAND);
      }
      reader.join(COMMAND.toMillis());
      return new Said(process.exitValue(), said.toString());
    } catch (IOException e) {
      throw new AssertionError(line.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(line.toString(), e);
    }
  }

  /// Runs a program in a host.
  Said in(String host, String... program) {
    return run("exec", Stream.concat(Stream.of(host), Stream.of(program)).toArray(String[]::new));
  }

  /// Puts a service into a host and starts it.
  void service(String host, String service, String unit) throws IOException {
    var units = rootOf(host).resolve("etc/systemd/system");
    Files.createDirectories(units);
    Files.writeString(units.resolve(service + ".service"), unit);
    in(host, "systemctl", "daemon-reload").orFail("daemon-reload");
    in(host, "systemctl", "restart", service).orFail("start of " + service);
  }

  @Override
  public void close() {
    run("down").orFail("lab down");
  }
}
