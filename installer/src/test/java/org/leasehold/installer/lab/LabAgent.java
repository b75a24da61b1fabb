package org.leasehold.installer.lab;

import com.google.gson.JsonElement;
import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Header;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.HostTopic.AgentEvent;
import org.leasehold.core.protocol.Limits;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.Peer;
import org.leasehold.core.protocol.Wire;

/// The agent of one host of a lab, and a connection to it past SSH: its socket lies on a folder
/// that host and test both see.
final class LabAgent implements AutoCloseable {
  static final Path RUN = Path.of("/var/lib/leasehold-run");
  private static final Duration UP = Duration.ofSeconds(60);

  private final Lab lab;
  final String host;

  /// What jobs of this agent have told, in order.
  final Queue<HostTopic.Progress> progress = new ConcurrentLinkedQueue<>();

  private @Nullable Peer peer;
  private long clockAtHello;
  private long nanosAtHello;

  LabAgent(Lab lab, String host) {
    this.lab = lab;
    this.host = host;
  }

  /// Puts the programs of agent and hook where hosts see them: this test's own class path.
  static Path program(Path share) throws IOException {
    var library = Files.createDirectories(share.resolve("lib"));
    int number = 0;
    for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      var from = Path.of(entry);
      if (entry.isEmpty() || !Files.exists(from)) continue;
      var to = library.resolve("%03d-%s".formatted(number++, from.getFileName()));
      if (Files.isDirectory(from)) copyAll(from, to);
      else Files.copy(from, to);
    }
    var entries = new StringBuilder();
    try (var files = Files.list(library)) {
      for (var file : files.sorted().toList()) entries.append(file).append(':');
    }
    script(share.resolve("leasehold-hook"), entries, "org.leasehold.agent.hook.HookMain");
    return script(share.resolve("leasehold-agent"), entries, "org.leasehold.agent.cli.Main");
  }

  private static Path script(Path place, CharSequence classPath, String main) throws IOException {
    Files.writeString(
        place,
        """
        #!/bin/sh
        exec %s/bin/java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m \
        --enable-native-access=ALL-UNNAMED -cp %s %s "$@"
        """
            .formatted(System.getProperty("java.home"), classPath, main));
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
    return place;
  }

  private static void copyAll(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        var target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) Files.createDirectories(target);
        else Files.copy(file, target);
      }
    }
  }

  void install(Path program) throws IOException, InterruptedException {
    lab.service(
        host,
        "leasehold-agent",
        """
        [Service]
        Type=simple
        ExecStart=%s serve --run-dir %s --migrate-over-unknown-storage
        Restart=always
        RestartSec=1
        """
            .formatted(program, RUN));
    connect();
  }

  /// Connects anew, waiting for an agent that is just coming up.
  void connect() throws IOException, InterruptedException {
    close();
    long until = System.nanoTime() + UP.toNanos();
    while (true) {
      try {
        greet();
        return;
      } catch (IOException | CallException e) {
        if (System.nanoTime() > until)
          throw new IOException("the agent of " + host + ": " + lastWords(), e);
        Thread.sleep(200);
      }
    }
  }

  /// What its service wrote last.
  private String lastWords() throws IOException {
    var log = lab.rootOf(host).resolve("var/log/leasehold-agent.out");
    if (!Files.exists(log)) return "it has written nothing";
    var lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
  }

  private void greet() throws IOException, CallException {
    var socket = lab.rootOf(host).resolve(RUN.resolve("agent.sock").toString().substring(1));
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    var made =
        new Peer(
            "test",
            Channels.newInputStream(channel),
            Channels.newOutputStream(channel),
            channel,
            Limits.DEFAULT,
            new Ear());
    made.start();
    peer = made;
    var welcome =
        made.call(
            HostTopic.HELLO,
            new HostTopic.Hello(HostTopic.PROTOCOL_MIN, HostTopic.PROTOCOL_MAX, "lab test"),
            Duration.ofSeconds(10));
    clockAtHello = welcome.clockMillis();
    nanosAtHello = System.nanoTime();
  }

  /// Hears how far a job is; asks for all else.
  private final class Ear implements Peer.Handler {
    @Override
    public CompletableFuture<JsonElement> request(String method, @Nullable JsonElement params) {
      return CompletableFuture.failedFuture(new CallException(ErrorCode.METHOD_NOT_FOUND, method));
    }

    @Override
    public void notice(String name, @Nullable JsonElement params) {
      if (!name.equals(HostTopic.PROGRESS.name())) return;
      try {
        progress.add(Wire.fromJson(params, HostTopic.PROGRESS.params()));
      } catch (CallException e) {
        throw new AssertionError(e);
      }
    }
  }

  <P extends Record, R> R call(Method<P, R> method, P params) throws CallException {
    var connected = peer;
    if (connected == null) throw new IllegalStateException("not connected to " + host);
    return connected.call(method, params, method.atMost());
  }

  Header header() {
    long now = clockAtHello + (System.nanoTime() - nanosAtHello) / 1_000_000;
    return new Header(new Epoch(1), now, Header.AGE_MAX_MILLIS, null, 0, "lab test");
  }

  List<AgentEvent> eventsAfter(long number) throws CallException {
    return call(HostTopic.EVENTS, new HostTopic.EventsSince(number, 1000)).events();
  }

  long lastEvent() throws CallException {
    var all = eventsAfter(0);
    return all.isEmpty() ? 0 : all.getLast().number();
  }

  /// Waits for an event of an id.
  AgentEvent awaitEvent(String id, long after, Duration atMost)
      throws CallException, InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    while (true) {
      for (var event : eventsAfter(after)) if (event.id().equals(id)) return event;
      if (System.nanoTime() > until) {
        throw new AssertionError(
            "no %s on %s within %s: %s".formatted(id, host, atMost, eventsAfter(after)));
      }
      Thread.sleep(100);
    }
  }

  @Override
  public void close() {
    if (peer != null) peer.close();
    peer = null;
  }
}
