package org.leasehold.agent.rpc;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.agent.journal.Notes;
import org.leasehold.agent.report.OwnHealth;
import org.leasehold.agent.report.Reports;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Limits;
import org.leasehold.core.protocol.Peer;

/// A server on a socket of its own with a clock that stands still, and clients of it.
final class AgentSite implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(20);
  final AtomicLong clockMillis = new AtomicLong(100_000);
  final Handlers handlers = new Handlers();
  final Sessions sessions = new Sessions();
  final Notes notes;
  final EventJournal journal;
  final Reports reports;
  private final Path socket;
  private final Dispatcher dispatcher;
  private final RpcServer server;

  AgentSite(Path folder, Limits limits) throws IOException {
    notes = Notes.open(folder);
    journal = EventJournal.open(folder, notes.instance(), clockMillis::get);
    reports =
        new Reports(
            notes.instance(),
            new BootId("boot-1"),
            clockMillis::get,
            () -> Optional.of(new HostId(1)),
            new OwnHealth(sessions::callsUnderWay, journal::unacknowledged));
    new HostCalls(notes, reports, journal, clockMillis::get, handlers, "h1", "test").bind();
    dispatcher =
        new Dispatcher(handlers, new EpochGate(notes, clockMillis::get, reports, journal), limits);
    socket = folder.resolve("agent.sock");
    server = RpcServer.listen(socket, dispatcher, sessions, limits);
  }

  SocketChannel raw() throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return channel;
  }

  /// A connected client; what the agent tells it goes into `told` as `name params`.
  Peer client(BlockingQueue<String> told) throws IOException {
    var channel = raw();
    var peer =
        new Peer(
            "client",
            Channels.newInputStream(channel),
            Channels.newOutputStream(channel),
            channel,
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
                told.add(name + " " + params);
              }
            });
    peer.start();
    return peer;
  }

  Peer greeted() throws IOException, CallException {
    var client = client(new LinkedBlockingQueue<>());
    client.call(HostTopic.HELLO, new HostTopic.Hello(1, 1, "test"), SOON);
    return client;
  }

  @Override
  public void close() throws IOException {
    server.close();
    dispatcher.close();
    journal.close();
  }
}
