package org.leasehold.core.monitor;

import com.google.gson.JsonElement;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Catalogue;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.Peer;
import org.leasehold.core.protocol.Wire;

/// One console or command line connected to an engine.
final class FaceSession implements Peer.Handler, AutoCloseable {
  private static final long BETWEEN_SNAPSHOTS_MILLIS = 250;

  private final EngineFace face;
  private final String version;
  private final AtomicReference<@Nullable Peer> peer = new AtomicReference<>();
  private final AtomicReference<EngineFace.@Nullable Subscription> following =
      new AtomicReference<>();
  private volatile boolean greeted;

  FaceSession(EngineFace face, String version) {
    this.face = face;
    this.version = version;
  }

  void attach(Peer its) {
    peer.set(its);
  }

  @Override
  public CompletableFuture<JsonElement> request(String method, @Nullable JsonElement params) {
    try {
      return answer(method, params);
    } catch (CallException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<JsonElement> answer(String name, @Nullable JsonElement params)
      throws CallException {
    if (name.equals(EngineTopic.HELLO.name())) {
      return CompletableFuture.completedFuture(hello(read(EngineTopic.HELLO, params)));
    }
    if (!greeted) {
      throw new CallException(
          ErrorCode.NOT_AGREED, "say `engine/hello` first, so that both ends agree on a version");
    }
    if (name.equals(EngineTopic.ASK.name())) {
      var ask = read(EngineTopic.ASK, params);
      return passed(face.ask(ask.operator(), ask.request()), EngineTopic.Told::new);
    }
    if (name.equals(EngineTopic.OPERATE.name())) {
      var ask = read(EngineTopic.OPERATE, params);
      return passed(face.ask(ask.operator(), ask.operation()), EngineTopic.Told::new);
    }
    if (name.equals(EngineTopic.CANCEL.name())) {
      var ask = read(EngineTopic.CANCEL, params);
      return passed(face.cancel(ask.operator(), ask.work()), EngineTopic.Told::new);
    }
    if (name.equals(EngineTopic.HOST_KEY.name())) {
      return passed(
          face.hostKey(read(EngineTopic.HOST_KEY, params).address()), EngineTopic.Key::new);
    }
    if (name.equals(EngineTopic.LOOK.name())) return look(read(EngineTopic.LOOK, params));
    if (name.equals(EngineTopic.EVENTS.name())) {
      var ask = read(EngineTopic.EVENTS, params);
      return passed(face.events(ask.after(), ask.countMax()), EngineTopic.Events::new);
    }
    if (name.equals(EngineTopic.INCIDENTS.name())) {
      return passed(
          face.incidents(read(EngineTopic.INCIDENTS, params).countMax()),
          EngineTopic.Incidents::new);
    }
    throw new CallException(ErrorCode.METHOD_NOT_FOUND, "an engine offers no '" + name + "'");
  }

  private static <P extends Record> P read(Method<P, ?> method, @Nullable JsonElement params)
      throws CallException {
    return Wire.fromJson(params, method.params());
  }

  /// The answer on the wire; cancelling it cancels the work.
  private static <T> CompletableFuture<JsonElement> passed(
      CompletableFuture<T> work, Function<T, Record> form) {
    var answer = new CompletableFuture<JsonElement>();
    BiConsumer<@Nullable T, @Nullable Throwable> ended =
        (value, failure) -> {
          if (failure != null) answer.completeExceptionally(failed(failure));
          else answer.complete(Wire.toJson(form.apply(Objects.requireNonNull(value))));
        };
    var _ = work.whenComplete(ended);
    BiConsumer<@Nullable JsonElement, @Nullable Throwable> cancelled =
        (_, _) -> {
          if (answer.isCancelled()) work.cancel(true);
        };
    var _ = answer.whenComplete(cancelled);
    return answer;
  }

  private static Throwable failed(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CallException) return cause;
      if (cause instanceof LinkException link) {
        return new CallException(ErrorCode.UNREACHABLE, link.sentence(), link);
      }
    }
    return new CallException(
        ErrorCode.UNREACHABLE, Objects.requireNonNullElse(failure.getMessage(), "no answer"));
  }

  private JsonElement hello(EngineTopic.Hello said) throws CallException {
    if (said.protocol() != EngineTopic.PROTOCOL) {
      throw new CallException(
          ErrorCode.NOT_AGREED,
          "this engine speaks protocol %d, you speak %d; update the older one"
              .formatted(EngineTopic.PROTOCOL, said.protocol()));
    }
    greeted = true;
    var now = face.latest();
    if (said.follow() && following.get() == null) following.set(face.watch(this::tell));
    return Wire.toJson(new EngineTopic.Welcome(now.engine(), version, now));
  }

  /// On a thread of the face's own: waiting here loses snapshots in between, nothing else.
  private void tell(Snapshot snapshot) {
    var its = peer.get();
    if (its == null) return;
    its.tell(EngineTopic.SNAPSHOT, snapshot);
    try {
      Thread.sleep(BETWEEN_SNAPSHOTS_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private CompletableFuture<JsonElement> look(EngineTopic.Look ask) throws CallException {
    for (var method : Catalogue.METHODS) {
      if (method.name().equals(ask.method())) return looked(method, ask);
    }
    throw new CallException(ErrorCode.METHOD_NOT_FOUND, "no agent offers '" + ask.method() + "'");
  }

  private <P extends Record, R> CompletableFuture<JsonElement> looked(
      Method<P, R> method, EngineTopic.Look ask) throws CallException {
    var params = Wire.fromJson(ask.params(), method.params());
    return passed(
        face.look(ask.host(), method, params),
        answer -> new EngineTopic.Looked(Wire.toJson(Objects.requireNonNull(answer))));
  }

  @Override
  public void notice(String name, @Nullable JsonElement params) {
    // Clients only ask.
  }

  @Override
  public void close() {
    var ended = following.getAndSet(null);
    if (ended != null) ended.close();
    var its = peer.get();
    if (its != null) its.close();
  }
}
