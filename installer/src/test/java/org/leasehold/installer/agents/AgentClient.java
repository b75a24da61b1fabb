package org.leasehold.installer.agents;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Header;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Limits;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.Notice;
import org.leasehold.core.protocol.Peer;
import org.leasehold.core.protocol.Wire;

/// An engine's end of one connection to an agent, through sshd and the forced command.
public final class AgentClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /// Something the agent told unasked.
  public record Told(String name, @Nullable JsonElement params) {}

  private final Process login;
  private final Peer peer;
  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private final HostTopic.Welcome welcome;
  private final long welcomedNanos;

  private AgentClient(Process login) throws CallException {
    this.login = login;
    peer =
        new Peer(
            "client",
            login.getInputStream(),
            login.getOutputStream(),
            login::destroy,
            Limits.DEFAULT,
            new Peer.Handler() {
              @Override
              public CompletableFuture<JsonElement> request(
                  String method, @Nullable JsonElement params) {
                return CompletableFuture.failedFuture(
                    new CallException(ErrorCode.METHOD_NOT_FOUND, method));
              }

              @Override
              public void notice(String name, @Nullable JsonElement params) {
                told.add(new Told(name, params));
              }
            });
    peer.start();
    welcome = call(HostTopic.HELLO, new HostTopic.Hello(1, 1, "lab test"));
    welcomedNanos = System.nanoTime();
  }

  public static AgentClient attach(Lab lab, String host) throws IOException, CallException {
    return new AgentClient(lab.login(host, "attach"));
  }

  public HostTopic.Welcome welcome() {
    return welcome;
  }

  public <P extends Record, R> R call(Method<P, R> method, P params) throws CallException {
    return peer.call(method, params, PATIENCE);
  }

  /// A header for a call decided just now, on no report.
  public Header header(long epoch) {
    long sinceMillis = (System.nanoTime() - welcomedNanos) / 1_000_000;
    return new Header(
        new Epoch(epoch), welcome.clockMillis() + sinceMillis, 30_000, null, 0, "lab test");
  }

  /// The next notice of that kind, others passed over.
  public <P extends Record> P next(Notice<P> notice, Duration atMost)
      throws CallException, InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      var one = told.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (one == null) {
        throw new CallException(ErrorCode.TIMED_OUT, "no " + notice.name() + " within " + atMost);
      }
      if (one.name().equals(notice.name())) return Wire.fromJson(one.params(), notice.params());
    }
  }

  @Override
  public void close() {
    peer.close();
    login.destroy();
  }
}
