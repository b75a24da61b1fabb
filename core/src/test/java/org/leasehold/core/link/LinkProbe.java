package org.leasehold.core.link;

import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonElement;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Peer;

/// A link under test and the states it told.
final class LinkProbe implements AutoCloseable {
  private static final long WAIT_SECONDS = 60;
  private final BlockingQueue<LinkState> states = new LinkedBlockingQueue<>();
  private final AgentLink link;

  LinkProbe(Dial dial) {
    link =
        new AgentLink(
                "kvm1",
                dial,
                new HostTopic.Hello(HostTopic.PROTOCOL_MIN, HostTopic.PROTOCOL_MAX, "a test"),
                new Deaf(),
                states::add)
            .start();
  }

  AgentLink link() {
    return link;
  }

  LinkState next() throws InterruptedException {
    var state = states.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    return state != null ? state : fail("no state within " + WAIT_SECONDS + " s");
  }

  /// The next state of a kind, over all others.
  <S extends LinkState> S await(Class<S> kind) throws InterruptedException {
    while (true) {
      var state = next();
      if (kind.isInstance(state)) return kind.cast(state);
    }
  }

  @Override
  public void close() {
    link.close();
  }

  private static final class Deaf implements Peer.Handler {
    @Override
    public CompletableFuture<JsonElement> request(String method, @Nullable JsonElement params) {
      return CompletableFuture.failedFuture(new UnsupportedOperationException(method));
    }

    @Override
    public void notice(String name, @Nullable JsonElement params) {}
  }
}
