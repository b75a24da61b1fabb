package org.leasehold.app.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.link.Dial;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.link.Transport;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.Settings;

/// Where no engine is found: all that was tried, in one sentence.
@Timeout(60)
class EngineDoorRefusalsTest {
  @TempDir private Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init") // made before each test
  private EnginePlaces places;

  @SuppressWarnings("NullAway.Init") // made before each test
  private EngineDoor door;

  @BeforeEach
  void aMachineWithoutAnEngine() {
    places = new EnginePlaces(folder.resolve("state"), folder.resolve("engine.sock"));
    door = new EngineDoor(places, "a test", false);
  }

  private static void assertNone(String sentence, Executable does) {
    assertEquals(sentence, assertThrows(NoEngineException.class, does).getMessage());
  }

  private static HostEntry host(int id) {
    return new HostEntry(new HostId(id), "kvm" + id, false, FenceSettings.NONE);
  }

  private void know(HostEntry... entries) throws IOException {
    var hosts = new TreeMap<HostId, HostEntry>();
    for (var one : entries) hosts.put(one.id(), one);
    var document =
        new ClusterDocument(
            new Epoch(1), 1, hosts, new TreeMap<>(), new TreeMap<>(), null, Settings.DEFAULT);
    new KnownCluster(places).write(new KnownCluster.Content("", document));
  }

  @Test
  void whereNoClusterIsKnownNoHostIs() {
    assertNone(
        "no cluster is known here, so neither is a host kvm9; say `leasehold connect kvm9` first",
        () -> door.open("kvm9"));
    assertNone(
        "no engine answers on %s; start one with `leasehold engine`, or reach one on a host with `leasehold connect HOST`"
            .formatted(places.socket()),
        () -> door.open(null));
  }

  @Test
  void aHostThatTheKnownClusterHasNot() throws Exception {
    know(host(1));
    assertNone(
        "the known cluster has no host kvm9; a socket is named by its path, such as ./engine.sock",
        () -> door.open("kvm9"));
  }

  @Test
  void whatEachHostSaidIsTold() {
    var silent = new CountDownLatch(1);
    assertNone(
        "no engine answers here; kvm1 does not answer: Connection refused; kvm2: no engine is installed; kvm3 did not answer within 1 s; start one with `leasehold engine`",
        () ->
            door.through(
                List.of(host(1), host(2), host(3)),
                (host, command) ->
                    switch (host.id().value()) {
                      case 1 -> refused("kvm1 does not answer: Connection refused");
                      case 2 -> after(command);
                      default -> hanging(silent);
                    },
                true,
                "no engine answers here",
                Duration.ofSeconds(1)));
    silent.countDown();
  }

  private static Dial refused(String sentence) {
    return () -> {
      throw new LinkException(LinkException.Kind.UNREACHABLE, sentence);
    };
  }

  /// Logged in, and the forced command says why there is nothing; told second.
  private static Dial after(String command) {
    return () -> {
      pause();
      return new Remark("no %s is installed".formatted(command));
    };
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Dial hanging(CountDownLatch until) {
    return () -> {
      try {
        until.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new LinkException(LinkException.Kind.UNREACHABLE, "too late");
    };
  }

  private record Remark(String remarks) implements Transport {
    @Override
    public InputStream in() {
      return InputStream.nullInputStream();
    }

    @Override
    public OutputStream out() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public void close() {}
  }
}
