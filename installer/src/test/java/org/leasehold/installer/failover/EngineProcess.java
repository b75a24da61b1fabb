package org.leasehold.installer.failover;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.leasehold.installer.agents.Lab;

/// The engine as people run it, `leasehold engine`, in a lab's network; asked by the command line.
public final class EngineProcess implements AutoCloseable {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Path PROGRAM = TOP.resolve("app/target/leasehold/bin/leasehold");

  private static final Duration LISTENS = Duration.ofMinutes(3);
  private static final long COMMAND_SECONDS = 300;

  private final Lab lab;
  private final Path folder;
  private final List<String> before;
  private @Nullable Process process;

  /// @param folder for journal, socket, keys and log
  public EngineProcess(Lab lab, Path folder) throws IOException, InterruptedException {
    this(lab, folder, List.of());
  }

  private EngineProcess(Lab lab, Path folder, List<String> before)
      throws IOException, InterruptedException {
    this.lab = lab;
    this.before = before;
    this.folder = folder;
    var ssh = Files.createDirectories(folder.resolve("ssh"));
    var key = Path.of(lab.status().getAsJsonObject("ssh").get("key").getAsString());
    Files.copy(key, ssh.resolve("id_ed25519"));
  }

  /// An engine whose wall clock can be set while it runs, see `wall-clock.c`; the steps of its own
  /// time go on.
  static EngineProcess withClock(Lab lab, Path folder) throws IOException, InterruptedException {
    var source = Files.createDirectories(folder).resolve("wall-clock.c");
    try (var text = EngineProcess.class.getResourceAsStream("/wall-clock.c")) {
      Files.write(source, Objects.requireNonNull(text).readAllBytes());
    }
    var library = folder.resolve("wall-clock.so");
    var compiled =
        new ProcessBuilder("gcc", "-shared", "-fPIC", "-o", library + "", source + "", "-ldl")
            .inheritIO()
            .start()
            .waitFor();
    if (compiled != 0) throw new IOException("gcc does not compile " + source);
    var file = folder.resolve("clock");
    Files.writeString(file, "0");
    return new EngineProcess(
        lab, folder, List.of("/usr/bin/env", "LD_PRELOAD=" + library, "WALL_CLOCK=" + file));
  }

  /// @param seconds by which it is ahead; only of an engine made [#withClock]
  void setClock(long seconds) throws IOException {
    Files.writeString(folder.resolve("clock"), Long.toString(seconds));
  }

  /// The cluster of a host is known to it from now on, as after a look at the host's key.
  Said connect(String host, String address) throws IOException, InterruptedException {
    return runElsewhere(
        Files.createDirectories(folder.resolve("home")),
        "connect",
        host,
        "--address",
        address,
        "--yes",
        "--ssh-dir",
        sshFolder().toString());
  }

  private Path state() {
    return folder.resolve("home/leasehold/engine");
  }

  public void start() throws IOException, InterruptedException {
    start(List.of(PROGRAM.toString(), "engine"));
  }

  /// @param program with the words before its options
  void start(List<String> program) throws IOException, InterruptedException {
    var line =
        new ArrayList<>(
            List.of(TOP.resolve("installer/lab/run").toString(), "in-net", "--name", lab.name()));
    line.addAll(before);
    line.addAll(program);
    line.addAll(
        List.of(
            "--state-dir",
            state().toString(),
            "--socket",
            socket(),
            "--ssh-dir",
            folder.resolve("ssh").toString()));
    process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    long until = System.nanoTime() + LISTENS.toNanos();
    while (run("status").code() > 1) {
      if (System.nanoTime() > until) {
        throw new IOException("no engine: " + Files.readString(folder.resolve("log")));
      }
      Thread.sleep(1000);
    }
  }

  private String socket() {
    return folder.resolve("engine.sock").toString();
  }

  /// It stands still, with all its threads and connections, until [#thaw].
  void freeze() throws IOException, InterruptedException {
    signal("-STOP");
  }

  void thaw() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    var running = Objects.requireNonNull(process);
    var line = new ArrayList<>(List.of("kill", signal, Long.toString(running.pid())));
    running.descendants().forEach(one -> line.add(Long.toString(one.pid())));
    if (new ProcessBuilder(line).inheritIO().start().waitFor() != 0)
      throw new IOException("" + line);
  }

  boolean isKilled() {
    return process == null;
  }

  /// SIGKILL: nothing is said, nothing is flushed.
  public void kill() throws InterruptedException {
    var running = process;
    if (running == null) return;
    var all = new ArrayList<>(running.descendants().toList());
    all.add(running.toHandle());
    for (var one : all) one.destroyForcibly();
    running.waitFor();
    process = null;
  }

  /// @param out what it printed on its output
  /// @param err and beside it
  public record Said(int code, String out, String err) {
    public Said orFail() {
      if (code != 0) throw new AssertionError("exit code " + code + ": " + out + err);
      return this;
    }

    public JsonObject json() {
      return JsonParser.parseString(out).getAsJsonObject();
    }
  }

  /// `leasehold WORDS… --engine SOCKET`.
  public Said run(String... words) throws IOException, InterruptedException {
    return run(List.of(PROGRAM.toString()), withSocket(words));
  }

  /// The same from where the hosts can be reached: for a command that logs in itself.
  public Said runInNet(String... words) throws IOException, InterruptedException {
    var program = TOP.resolve("installer/lab/run").toString();
    return run(
        List.of(program, "in-net", "--name", lab.name(), PROGRAM.toString()), withSocket(words));
  }

  /// A command that logs in itself and asks no engine.
  public Said runWithoutEngine(String... words) throws IOException, InterruptedException {
    var program = TOP.resolve("installer/lab/run").toString();
    return run(
        List.of(program, "in-net", "--name", lab.name(), PROGRAM.toString()), List.of(words));
  }

  /// A command on another machine that reaches the hosts: its own folders, no engine of its own.
  ///
  /// @param state where that machine keeps what it knows
  public Said runElsewhere(Path state, String... words) throws IOException, InterruptedException {
    Files.createDirectories(state);
    var program = TOP.resolve("installer/lab/run").toString();
    return run(
        List.of(
            program,
            "in-net",
            "--name",
            lab.name(),
            "/usr/bin/env",
            "XDG_STATE_HOME=" + state,
            "XDG_RUNTIME_DIR=" + state,
            PROGRAM.toString()),
        List.of(words));
  }

  /// The disk is lost with all that this engine wrote; the keys are kept elsewhere.
  public void forget() throws IOException {
    var state = state();
    if (!Files.isDirectory(state)) return;
    try (var all = Files.walk(state)) {
      for (var one : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(one);
    }
  }

  private List<String> withSocket(String... words) {
    var line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--engine", socket()));
    return line;
  }

  /// The keys that the engine logs in with; the admin's too.
  public Path sshFolder() {
    return folder.resolve("ssh");
  }

  private Said run(List<String> program, List<String> words)
      throws IOException, InterruptedException {
    var line = new ArrayList<>(program);
    line.addAll(words);
    var err = Files.createTempFile(folder, "said", ".err");
    var asked =
        new ProcessBuilder(line)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(err.toFile())
            .start();
    var out = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!asked.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
      asked.destroyForcibly();
      throw new IOException(line + " did not end within " + COMMAND_SECONDS + " s");
    }
    var said = new Said(asked.exitValue(), out, Files.readString(err));
    Files.delete(err);
    return said;
  }

  /// @param state its word, such as `up`
  public record Vm(String name, String state, String host, String why) {}

  public List<Vm> vms() throws IOException, InterruptedException {
    return objects(run("vm", "list", "--json").orFail().json().getAsJsonArray("vms")).stream()
        .map(vm -> new Vm(text(vm, "name"), text(vm, "state"), text(vm, "host"), text(vm, "why")))
        .toList();
  }

  public Vm vm(String name) throws IOException, InterruptedException {
    return vms().stream().filter(vm -> vm.name().equals(name)).findFirst().orElseThrow();
  }

  /// `acting`, `watching`, …
  public String claim() throws IOException, InterruptedException {
    return text(run("status", "--json").json(), "claim");
  }

  public String host(String name) throws IOException, InterruptedException {
    for (var host :
        objects(run("host", "list", "--json").orFail().json().getAsJsonArray("hosts"))) {
      if (text(host, "name").equals(name)) return text(host, "state");
    }
    throw new AssertionError("no host " + name);
  }

  /// @param number counts over all runs
  public record Event(
      long number, long wallMillis, String id, String subject, String what, String why) {}

  public List<Event> events(long after) throws IOException, InterruptedException {
    var lines =
        run("events", "--json", "--after", Long.toString(Math.max(after, 1))).orFail().out();
    return lines
        .lines()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .map(
            e ->
                new Event(
                    e.get("number").getAsLong(),
                    e.get("wallMillis").getAsLong(),
                    text(e, "id"),
                    text(e, "subject"),
                    text(e, "what"),
                    text(e, "because")))
        .toList();
  }

  public long lastEvent() throws IOException, InterruptedException {
    var all = events(1);
    return all.isEmpty() ? 1 : all.getLast().number();
  }

  /// Incidents, newest first.
  public List<JsonObject> incidents() throws IOException, InterruptedException {
    return objects(run("incident", "list", "--json").orFail().json().getAsJsonArray("incidents"));
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.asList().stream().map(JsonElement::getAsJsonObject).toList();
  }

  static String text(JsonObject object, String field) {
    return Objects.requireNonNull(object.get(field), field).getAsString();
  }

  public Path log() {
    return folder.resolve("log");
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
