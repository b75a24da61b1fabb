package org.leasehold.agent.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.leasehold.core.protocol.HostTopic;

/// The second vantage: whether somebody on another host still answers.
class ReachTest {
  private static HostTopic.Probed probed(int port) {
    return HostCalls.probe(new HostTopic.Probe("127.0.0.1", port, 400));
  }

  private static ServerSocket listening() throws Exception {
    return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @Test
  void aServerThatSaysSomethingIsReached() throws Exception {
    try (var server = listening()) {
      var answering =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var one = server.accept()) {
                      one.getOutputStream().write("SSH-2.0".getBytes(StandardCharsets.US_ASCII));
                    } catch (java.io.IOException _) {
                      // The test sees it.
                    }
                  });
      var port = server.getLocalPort();
      assertEquals(new HostTopic.Probed(true, "port %d answers".formatted(port)), probed(port));
      answering.join();
    }
  }

  @Test
  void aKernelThatTakesConnectionsForAProgramThatStandsStillIsNot() throws Exception {
    try (var server = listening()) {
      var port = server.getLocalPort();
      assertEquals(
          new HostTopic.Probed(false, "nobody answers on port %d within 400 ms".formatted(port)),
          probed(port));
    }
  }

  @Test
  void aPortNobodyListensOnIsNot() throws Exception {
    int port;
    try (var server = listening()) {
      port = server.getLocalPort();
    }
    assertEquals(
        new HostTopic.Probed(false, "port %d: Connection refused".formatted(port)), probed(port));
  }

  @Test
  void aNameNobodyKnowsIsNot() {
    assertEquals(
        new HostTopic.Probed(false, "the name 'kvm2..lan' is not known here"),
        HostCalls.probe(new HostTopic.Probe("kvm2..lan", 22, 400)));
  }
}
