package org.leasehold.core.monitor;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Request;
import org.leasehold.core.link.Transport;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.Peer;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.Wire;
import org.leasehold.core.volume.VolumeSnapshot;

/// The face of an engine in another process: over its socket, or through SSH.
public final class RemoteFace implements EngineFace {
  private static final Logger LOG = Logger.getLogger(RemoteFace.class.getName());

  private final Peer peer;
  private final Broadcast broadcast;

  private RemoteFace(Peer peer, Broadcast broadcast) {
    this.peer = peer;
    this.broadcast = broadcast;
  }

  /// Over the socket of an engine on this machine.
  ///
  /// @param caller for its log
  /// @param follow whether snapshots are wanted, or one is enough
  /// @throws IOException where no engine listens
  public static RemoteFace local(Path socket, String caller, boolean follow)
      throws IOException, CallException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    var ears = new Ears();
    var peer =
        new Peer(
            "engine",
            Channels.newInputStream(channel),
            Channels.newOutputStream(channel),
            channel,
            EngineTopic.LIMITS,
            ears);
    return greeted(peer, ears, caller, follow);
  }

  /// Through an open stream to an engine's socket.
  public static RemoteFace through(Transport transport, String caller, boolean follow)
      throws CallException {
    var ears = new Ears();
    var peer =
        new Peer("engine", transport.in(), transport.out(), transport, EngineTopic.LIMITS, ears);
    return greeted(peer, ears, caller, follow);
  }

  private static RemoteFace greeted(Peer peer, Ears ears, String caller, boolean follow)
      throws CallException {
    peer.start();
    try {
      var welcome =
          peer.call(
              EngineTopic.HELLO,
              new EngineTopic.Hello(EngineTopic.PROTOCOL, caller, follow),
              EngineTopic.HELLO.atMost());
      var broadcast = new Broadcast(welcome.snapshot());
      ears.broadcast = broadcast;
      return new RemoteFace(peer, broadcast);
    } catch (CallException e) {
      peer.close();
      throw e;
    }
  }

  private static final class Ears implements Peer.Handler {
    private volatile @Nullable Broadcast broadcast;

    @Override
    public CompletableFuture<JsonElement> request(String method, @Nullable JsonElement params) {
      return CompletableFuture.failedFuture(
          new CallException(ErrorCode.METHOD_NOT_FOUND, "a client offers nothing"));
    }

    @Override
    public void notice(String name, @Nullable JsonElement params) {
      var to = broadcast;
      if (to == null || !name.equals(EngineTopic.SNAPSHOT.name())) return;
      try {
        to.publish(Wire.fromJson(params, EngineTopic.SNAPSHOT.params()));
      } catch (CallException e) {
        LOG.log(Level.WARNING, "a snapshot cannot be read: {0}", e.sentence());
      }
    }
  }

  /// Why the connection ended, null while it lives.
  public @Nullable String end() {
    return peer.end();
  }

  @Override
  public Snapshot latest() {
    return broadcast.latest();
  }

  @Override
  public Subscription watch(Consumer<Snapshot> listener) {
    return broadcast.watch(listener);
  }

  @Override
  public CompletableFuture<Answer> ask(String operator, Request request) {
    return call(EngineTopic.ASK, new EngineTopic.Ask(operator, request), EngineTopic.Told::answer);
  }

  @Override
  public CompletableFuture<Answer> ask(String operator, Operation operation) {
    return call(
        EngineTopic.OPERATE,
        new EngineTopic.Operate(operator, operation),
        EngineTopic.Told::answer);
  }

  @Override
  public CompletableFuture<Answer> cancel(String operator, String work) {
    return call(
        EngineTopic.CANCEL, new EngineTopic.Cancel(operator, work), EngineTopic.Told::answer);
  }

  @Override
  public CompletableFuture<String> hostKey(HostAddress address) {
    return call(EngineTopic.HOST_KEY, new EngineTopic.KeyOf(address), EngineTopic.Key::key);
  }

  @Override
  public <P extends Record, R> CompletableFuture<R> look(
      HostId host, Method<P, R> method, P params) {
    return Aside.run("look", () -> lookNow(host, method, params));
  }

  private <P extends Record, R> R lookNow(HostId host, Method<P, R> method, P params)
      throws CallException {
    var said =
        peer.call(
            EngineTopic.LOOK,
            new EngineTopic.Look(host, method.name(), Wire.toJson(params)),
            method.atMost());
    return Wire.fromJson(said.answer(), method.result());
  }

  @Override
  public CompletableFuture<VolumeSnapshot> volume(LockspaceName domain) {
    return Aside.run(
        "volume",
        () -> {
          var look = VolumeLook.of(latest().state(), domain);
          return VolumeLook.read(lookNow(look.host(), StoreTopic.READ_VOLUME, look.ask()));
        });
  }

  @Override
  public CompletableFuture<List<EventLine>> events(long after, int countMax) {
    return call(
        EngineTopic.EVENTS,
        new EngineTopic.EventsAsked(after, countMax),
        EngineTopic.Events::events);
  }

  @Override
  public CompletableFuture<List<Incident>> incidents(int countMax) {
    return call(
        EngineTopic.INCIDENTS,
        new EngineTopic.IncidentsAsked(countMax),
        EngineTopic.Incidents::incidents);
  }

  private <P extends Record, R, T> CompletableFuture<T> call(
      Method<P, R> method, P params, java.util.function.Function<R, T> part) {
    return Aside.run(method.name(), () -> part.apply(peer.call(method, params, method.atMost())));
  }

  @Override
  public void close() {
    peer.close();
    broadcast.close();
  }
}
