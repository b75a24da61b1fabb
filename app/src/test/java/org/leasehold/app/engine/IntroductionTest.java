package org.leasehold.app.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.link.Dial;
import org.leasehold.core.link.HostKey;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.link.Transport;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Limits;
import org.leasehold.core.protocol.Peer;
import org.leasehold.core.protocol.Wire;

/// A machine that knows nothing, and one host that tells it everything or refuses.
class IntroductionTest {
  private static final HostKey ONE = key("one of thirty-two bytes or longer");
  private static final HostKey OTHER = key("another of thirty-two bytes or so");
  private static final HostAddress AT = new HostAddress("kvm1", 0, "leasehold", List.of());
  private static final HostAddress PINNED =
      new HostAddress("kvm1", 0, "leasehold", List.of(ONE.toString()));

  @TempDir
  @SuppressWarnings("NullAway.Init") // given before each test
  Path folder;

  @SuppressWarnings("NullAway.Init") // made before each test
  private EnginePlaces places;

  @BeforeEach
  void place() {
    places = new EnginePlaces(folder.resolve("state"), folder.resolve("engine.sock"));
  }

  private static HostKey key(String of) {
    return new HostKey(
        "ssh-ed25519", Base64.getEncoder().encodeToString(of.getBytes(StandardCharsets.US_ASCII)));
  }

  /// A cluster of two hosts, kvm1 with a pinned key.
  private static ClusterDocument cluster(long revision) {
    var hosts = new TreeMap<HostId, HostEntry>();
    hosts.put(
        new HostId(1), new HostEntry(new HostId(1), "kvm1", false, FenceSettings.NONE, PINNED));
    hosts.put(
        new HostId(2),
        new HostEntry(new HostId(2), "kvm2", false, FenceSettings.NONE, HostAddress.NONE));
    return new ClusterDocument(
        new Epoch(4), revision, hosts, new TreeMap<>(), new TreeMap<>(), null, Settings.DEFAULT);
  }

  private static ClusterDocument cluster(long revision, String store) {
    var its = cluster(revision);
    var home = new LockspaceName(store);
    var stores = new TreeMap<LockspaceName, StoreEntry>();
    stores.put(home, new StoreEntry(home, IoTimeout.DEFAULT, true));
    return new ClusterDocument(
        its.epoch(), revision, its.hosts(), stores, its.vms(), home, Settings.DEFAULT);
  }

  private Introduction introduction(HostKey shown, Dial dial) {
    return new Introduction(
        places,
        new Introduction.Way() {
          @Override
          public HostKey look(HostAddress address) throws LinkException {
            if (address.destination().equals("kvm1")) return shown;
            throw new LinkException(
                LinkException.Kind.UNREACHABLE,
                address.destination() + " is not a known name or address");
          }

          @Override
          public Dial agent(HostAddress pinned) {
            assertEquals(List.of(shown.toString()), pinned.hostKeys());
            return dial;
          }
        },
        "");
  }

  @Test
  void oneLoginBringsTheClusterWhichIsRemembered() throws Exception {
    var cluster = introduction(ONE, new Agent(cluster(17)));
    assertEquals(ONE, cluster.look("kvm1", AT));
    assertEquals(
        new Answer.Done(
            "kvm1 knows a cluster of 2 hosts, 0 stores and 0 VMs (document 4, revision 17)"),
        cluster.connect("kvm1", PINNED));
    assertEquals(
        new KnownCluster.Content("", cluster(17)), new KnownCluster(places).read().orElseThrow());
  }

  @Test
  void whatIsKnownAlreadyIsNotReplacedByAnOlderDocument() throws Exception {
    new KnownCluster(places).write(new KnownCluster.Content("", cluster(20)));
    introduction(ONE, new Agent(cluster(17))).connect("kvm1", PINNED);
    assertEquals(cluster(20), new KnownCluster(places).read().orElseThrow().document());
  }

  @Test
  void aHostOfTheKnownClusterThatShowsAnotherKeyIsNotEvenAskedAbout() throws Exception {
    new KnownCluster(places).write(new KnownCluster.Content("", cluster(17)));
    var refused =
        assertThrows(
            LinkException.class,
            () -> introduction(OTHER, new Agent(cluster(18))).look("kvm1", AT));
    assertEquals(LinkException.Kind.HOST_KEY_CHANGED, refused.kind());
    assertEquals(
        "kvm1 shows another key than the enrolled one: %s, not [%s]. Somebody else may answer in its place; if the host was enrolled anew, connect through another host of the cluster"
            .formatted(OTHER.fingerprint(), ONE.fingerprint()),
        refused.sentence());
  }

  @Test
  void anUnknownHostIsNamed() {
    var refused =
        assertThrows(
            LinkException.class,
            () ->
                introduction(ONE, new Agent(cluster(17)))
                    .look("kvm9", new HostAddress("kvm9", 0, "", List.of())));
    assertEquals("kvm9 is not a known name or address", refused.sentence());
  }

  @Test
  void aHostWithoutAnAgentIsSaidToHaveNone() throws Exception {
    var refused =
        assertThrows(
            LinkException.class, () -> introduction(ONE, new NoAgent()).connect("kvm1", PINNED));
    assertEquals(LinkException.Kind.NO_AGENT, refused.kind());
    assertEquals(
        "the agent of kvm1 does not answer: leasehold-agent: command not found",
        refused.sentence());
    assertTrue(new KnownCluster(places).read().isEmpty(), "nothing is remembered");
  }

  @Test
  void aHostOfNoClusterIsRefused() throws Exception {
    var answer = introduction(ONE, new Agent(null)).connect("kvm1", PINNED);
    assertEquals(
        new Answer.Refused(
            "kvm1 has an agent and is in no cluster; make one: `leasehold engine`, then"
                + " `leasehold host add kvm1`"),
        answer);
    assertTrue(new KnownCluster(places).read().isEmpty(), "nothing is remembered");
  }

  @Test
  void anotherClusterThanTheKnownOneIsRefused() throws Exception {
    var known = new KnownCluster(places);
    known.write(new KnownCluster.Content("", cluster(17, "5f0e1c52-2f5e-4d55-9b1c-6a8f30f5a001")));
    var other = cluster(20, "5f0e1c52-2f5e-4d55-9b1c-6a8f30f5a002");
    assertEquals(
        new Answer.Refused(
            "this user is connected to another cluster (of 2 hosts); to change, move %s away first"
                .formatted(places.state())),
        introduction(ONE, new Agent(other)).connect("kvm1", PINNED));
    assertEquals(17, known.read().orElseThrow().document().revision());
  }

  @Test
  void aKnownClusterThatCannotBeReadIsRefused() throws Exception {
    var file = places.state().resolve("cluster.json");
    Files.createDirectories(places.state());
    Files.writeString(file, "{\"schema\": 2}");
    assertEquals(
        file
            + " is damaged (Content: field 'sshFolder' of Content is missing); delete it and say `leasehold connect HOST`",
        unreadable());
    new KnownCluster(places).write(new KnownCluster.Content(2, "", cluster(17)));
    assertEquals(file + " has schema 2, this program knows 1; update it", unreadable());
    Files.writeString(file, "{");
    assertEquals(
        file
            + " is damaged (End of input at line 1 column 2 path $.); delete it and say `leasehold connect HOST`",
        unreadable());
  }

  private String unreadable() {
    return String.valueOf(
        assertThrows(IOException.class, () -> new KnownCluster(places).read()).getMessage());
  }

  /// An agent at the other end of two pipes that keeps a document.
  private record Agent(@Nullable ClusterDocument document) implements Dial {
    @Override
    public Transport dial() throws LinkException {
      try {
        var toAgent = new PipedOutputStream();
        var atAgent = new PipedInputStream(toAgent, 64 << 10);
        var fromAgent = new PipedOutputStream();
        var here = new PipedInputStream(fromAgent, 64 << 10);
        new Peer("agent", atAgent, fromAgent, atAgent, Limits.DEFAULT, new Answers(document))
            .start();
        return new Pipes(here, toAgent, "");
      } catch (IOException e) {
        throw new LinkException(LinkException.Kind.UNREACHABLE, "no pipe", e);
      }
    }
  }

  private record Answers(@Nullable ClusterDocument document) implements Peer.Handler {
    @Override
    public CompletableFuture<JsonElement> request(String method, @Nullable JsonElement params) {
      Record answer =
          method.equals(HostTopic.HELLO.name())
              ? new HostTopic.Welcome(
                  HostTopic.PROTOCOL_MAX,
                  new AgentInstance(1),
                  new BootId("boot-1"),
                  "kvm1",
                  new HostId(1),
                  "test",
                  0,
                  new Epoch(4),
                  List.of())
              : new ClusterTopic.Kept(document, List.of());
      return CompletableFuture.completedFuture(Wire.toJson(answer));
    }

    @Override
    public void notice(String name, @Nullable JsonElement params) {}
  }

  /// Logged in, and the shell knows no such command.
  private static final class NoAgent implements Dial {
    @Override
    public Transport dial() {
      return new Pipes(
          InputStream.nullInputStream(),
          OutputStream.nullOutputStream(),
          "leasehold-agent: command not found");
    }
  }

  private record Pipes(InputStream in, OutputStream out, String remarks) implements Transport {
    @Override
    public void close() throws IOException {
      in.close();
      out.close();
    }
  }
}
