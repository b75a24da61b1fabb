package org.leasehold.core.monitor;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.link.Dial;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.link.Transport;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Limits;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.Peer;

/// A short connection to the agent of a host that this engine does not watch yet: greeted, asked a
/// few things, closed. Nothing the agent tells by itself is heard.
public final class AgentVisit implements AutoCloseable {
  private final Transport transport;
  private final Peer peer;

  private AgentVisit(Transport transport, Peer peer) {
    this.transport = transport;
    this.peer = peer;
  }

  /// @param name of the host, for people
  /// @param caller for the agent's log
  /// @throws LinkException also where the agent behind the login does not answer
  public static AgentVisit open(Dial dial, String name, String caller)
      throws LinkException, InterruptedException {
    var transport = dial.dial();
    var peer =
        new Peer(
            "visit to " + name,
            transport.in(),
            transport.out(),
            transport,
            Limits.DEFAULT,
            new Deaf());
    var visit = new AgentVisit(transport, peer);
    peer.start();
    try {
      visit.ask(
          HostTopic.HELLO,
          new HostTopic.Hello(HostTopic.PROTOCOL_MIN, HostTopic.PROTOCOL_MAX, caller));
      return visit;
    } catch (CallException e) {
      var remarks = transport.remarks();
      visit.close();
      throw new LinkException(
          LinkException.Kind.NO_AGENT,
          "the agent of %s does not answer: %s"
              .formatted(name, remarks.isEmpty() ? e.sentence() : remarks),
          e);
    }
  }

  public <P extends Record, R> R ask(Method<P, R> method, P params) throws CallException {
    return peer.call(method, params, method.atMost());
  }

  @Override
  public void close() {
    peer.close();
    try {
      transport.close();
    } catch (IOException _) {
      // It is gone, which is what was wanted.
    }
  }

  private static final class Deaf implements Peer.Handler {
    @Override
    public CompletableFuture<JsonElement> request(String method, @Nullable JsonElement params) {
      return CompletableFuture.failedFuture(
          new CallException(ErrorCode.METHOD_NOT_FOUND, "a visitor offers no " + method));
    }

    @Override
    public void notice(String name, @Nullable JsonElement params) {
      // Reports to those who watch the host.
    }
  }
}
