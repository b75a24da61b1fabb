package org.leasehold.installer.agents;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// A lab with hosts `h1`, `h2`, … that have the agent's image and its unit. Needs root, the
/// packages of the lab, and the image: `mvn package` makes it.
public final class Lab implements AutoCloseable {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Path RUN = TOP.resolve("installer/lab/run");

  /// Where the packages put it; the lab shows the machine's own `/usr`, so there it is elsewhere.
  private static final String INSTALLED = "/usr/lib/leasehold-agent";

  private static final String FUSE = "--migrate-over-unknown-storage";

  private static final int COMMAND_SECONDS_MAX = 180;

  private final String name;
  private final Path image;

  private Lab(String name, Path image) {
    this.name = name;
    this.image = image;
  }

  /// Makes a lab with io timeout 1 s and starts the agent on all hosts.
  public static Lab up(String name, int hosts) throws IOException, InterruptedException {
    return up(name, hosts, 1);
  }

  /// @param stores `store1`, `store2`, …
  public static Lab up(String name, int hosts, int stores)
      throws IOException, InterruptedException {
    var image =
        Path.of(System.getProperty("agent.image", TOP + "/agent/target/leasehold-agent"))
            .toAbsolutePath();
    if (!Files.isExecutable(image.resolve("bin/leasehold-agent"))) {
      throw new IOException("no agent in " + image + "; run 'mvn package -DskipTests' first");
    }
    var lab = new Lab(name, image);
    lab.run("down");
    lab.run(
            "up",
            "--hosts",
            hosts + "",
            "--store-count",
            stores + "",
            "--io-timeout",
            "1",
            "--share",
            image.toString())
        .requireDone();
    for (int host = 1; host <= hosts; host++) lab.install("h" + host);
    return lab;
  }

  /// Hosts as an admin has them before: sshd, sanlock and libvirt, a login as root, and nothing of
  /// ours.
  public static Lab bare(String name, int hosts) throws IOException, InterruptedException {
    var lab = new Lab(name, Path.of("/opt/leasehold-agent"));
    lab.run("down");
    lab.run("up", "--hosts", hosts + "", "--io-timeout", "1").requireDone();
    for (int host = 1; host <= hosts; host++) lab.strip(lab.rootfs("h" + host));
    return lab;
  }

  private void strip(Path root) throws IOException {
    for (var file : List.of("passwd", "group", "shadow")) {
      var path = root.resolve("etc").resolve(file);
      var lines = Files.readAllLines(path);
      lines.removeIf(line -> line.startsWith("leasehold:"));
      Files.write(path, lines);
    }
    for (var folder : List.of("home/leasehold", "var/lib/leasehold")) {
      try (var files = Files.walk(root.resolve(folder))) {
        for (var one : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(one);
      }
    }
    // Every host with systemd has it.
    Files.createDirectories(root.resolve("etc/systemd/system/multi-user.target.wants"));
  }

  private void install(String host) throws IOException, InterruptedException {
    var root = rootfs(host);
    for (var unit : List.of("leasehold-agent.service", "leasehold-guard.service")) {
      var text = Files.readString(TOP.resolve("installer/units").resolve(unit));
      Files.writeString(
          root.resolve("etc/systemd/system").resolve(unit),
          // The lab's file system is FUSE, which libvirt does not know as shared.
          text.replace(INSTALLED, image.toString())
              .replace("leasehold-agent serve", "leasehold-agent serve " + FUSE));
    }
    var keys = root.resolve("home/leasehold/.ssh/authorized_keys");
    Files.writeString(
        keys,
        "restrict,command=\"%s/bin/leasehold-agent ssh\" %s"
            .formatted(image, Files.readString(keys)));
    run("exec", host, "systemctl", "daemon-reload").requireDone();
    startAgent(host);
  }

  /// What a command said and how it ended.
  ///
  /// @param said both streams
  public record Ended(int code, String said) {
    void requireDone() throws IOException {
      if (code != 0) throw new IOException("exit code " + code + ": " + said);
    }
  }

  /// `installer/lab/run VERB --name LAB WORDS…`.
  public Ended run(String verb, String... words) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command(verb, words))
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    var said = new StringBuilder();
    var reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    said.append(
                        new String(
                            process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                  } catch (IOException _) {
                    // It has ended.
                  }
                });
    if (!process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(verb + " did not end within " + COMMAND_SECONDS_MAX + " s");
    }
    reader.join();
    return new Ended(process.exitValue(), said.toString());
  }

  private List<String> command(String verb, String... words) {
    var command = new ArrayList<>(List.of(RUN.toString(), verb, "--name", name));
    command.addAll(List.of(words));
    return command;
  }

  /// A login of the user `leasehold` with the engine's key, whose streams are the connection.
  Process login(String host, String asked) throws IOException {
    return new ProcessBuilder(command("ssh", "--user", "leasehold", host, asked))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  public JsonObject status() throws IOException, InterruptedException {
    var ended = run("status", "--json");
    ended.requireDone();
    return JsonParser.parseString(ended.said()).getAsJsonObject();
  }

  public JsonObject status(String host) throws IOException, InterruptedException {
    return Objects.requireNonNull(status().getAsJsonObject("hosts").getAsJsonObject(host));
  }

  public String name() {
    return name;
  }

  /// A command of the lab that must end well.
  ///
  /// @return what it said
  public String done(String verb, String... words) throws IOException, InterruptedException {
    var ended = run(verb, words);
    ended.requireDone();
    return ended.said();
  }

  /// Starts agent and guard of a host that has booted.
  public void startAgent(String host) throws IOException, InterruptedException {
    done("exec", host, "systemctl", "start", "leasehold-guard.service");
    done("exec", host, "systemctl", "start", "leasehold-agent.service");
  }

  /// The agent's image, at the same path in every host.
  public Path image() {
    return image;
  }

  public Path rootOf(String host) {
    return rootfs(host);
  }

  Path rootfs(String host) {
    var parent = System.getenv().getOrDefault("LEASEHOLD_LAB_DIR", "/var/tmp/leasehold-lab");
    return Path.of(parent, name, "hosts", host, "rootfs");
  }

  @Override
  public void close() throws IOException {
    try {
      run("down").requireDone();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted; the lab " + name + " may be up", e);
    }
  }
}
