package org.leasehold.core.protocol;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.lsp4j.jsonrpc.Endpoint;
import org.eclipse.lsp4j.jsonrpc.JsonRpcException;
import org.eclipse.lsp4j.jsonrpc.MessageIssueException;
import org.eclipse.lsp4j.jsonrpc.RemoteEndpoint;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.json.JsonRpcMethod;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.messages.Message;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.jspecify.annotations.Nullable;

/// One end of a connection: calls and tells the other end, and answers it.
///
/// lsp4j keeps the books of requests, answers and cancellation; frames, limits and the reading of
/// values are ours. Safe for use by several threads.
public final class Peer implements AutoCloseable {
  /// What this end does for the other one.
  public interface Handler {
    /// Must not block: the next frame is read after it returns.
    ///
    /// @return ends with the answer, or with [CallException]; cancelled by the other end
    CompletableFuture<JsonElement> request(String method, @Nullable JsonElement params);

    /// Must not block.
    void notice(String name, @Nullable JsonElement params);
  }

  private final String name;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final Closeable connection;
  private final MessageJsonHandler json = new Untyped();
  private final RemoteEndpoint endpoint;

  /// Calls of this end that have no answer yet; lsp4j would let them wait for ever.
  private final Map<Long, CompletableFuture<?>> waiting = new ConcurrentHashMap<>();

  private final AtomicLong calls = new AtomicLong();

  private final AtomicReference<@Nullable String> end = new AtomicReference<>();

  /// @param name for threads and logs
  /// @param connection closed when this peer ends; must make a blocked read and write end
  public Peer(
      String name,
      InputStream in,
      OutputStream out,
      Closeable connection,
      Limits limits,
      Handler handler) {
    this.name = name;
    this.connection = connection;
    reader = new FrameReader(new BufferedInputStream(in, 16 << 10), limits);
    writer = new FrameWriter(out, limits, this::close);
    endpoint = new RemoteEndpoint(this::send, local(handler), Peer::error);
    json.setMethodProvider(endpoint);
  }

  /// Reads and serves until the connection ends.
  ///
  /// @return why it ended
  public String serve() {
    writer.start(name);
    try {
      for (var body = reader.next(); body.isPresent(); body = reader.next()) take(body.get());
      close("the other end closed the connection");
    } catch (FrameException e) {
      close("bad frame: " + e.getMessage());
    } catch (JsonRpcException e) {
      close("cannot answer: " + innermost(e).getMessage());
    } catch (IOException e) {
      close("cannot read: " + e.getMessage());
    }
    return Objects.requireNonNull(end.get());
  }

  /// Serves on a daemon thread of its own.
  public void start() {
    Thread.ofPlatform().daemon().name(name + " reader").start(this::serve);
  }

  private void take(String body) {
    try {
      endpoint.consume(parsed(body));
    } catch (MessageIssueException e) {
      endpoint.handle(e.getRpcMessage(), e.getIssues());
    } catch (JsonRpcException e) {
      throw e;
    } catch (RuntimeException e) {
      refuse(ErrorCode.INVALID_REQUEST, "not a JSON-RPC message: " + e.getMessage());
    }
  }

  private Message parsed(String body) {
    try {
      var message = json.parseMessage(body);
      if (message != null) return message;
    } catch (JsonParseException e) {
      throw new IllegalArgumentException(innermost(e).getMessage(), e);
    }
    throw new IllegalArgumentException("empty");
  }

  /// Answers what has no id to answer to.
  private void refuse(ErrorCode code, String sentence) {
    var response = new org.eclipse.lsp4j.jsonrpc.messages.ResponseMessage();
    response.setError(new ResponseError(code.number(), sentence, null));
    send(response);
  }

  private void send(Message message) {
    try {
      writer.write(json.serialize(message));
    } catch (FrameException e) {
      throw new JsonRpcException(e);
    }
  }

  /// Leaves parameters and results as JSON: [Wire] reads them, with a sentence for what is wrong.
  private static final class Untyped extends MessageJsonHandler {
    Untyped() {
      super(Map.of());
    }

    @Override
    public JsonRpcMethod getJsonRpcMethod(String name) {
      return name.equals(CANCEL_METHOD.getMethodName())
          ? CANCEL_METHOD
          : JsonRpcMethod.request(name, JsonElement.class, JsonElement.class);
    }
  }

  private static Endpoint local(Handler handler) {
    return new Endpoint() {
      @Override
      public CompletableFuture<?> request(String method, @Nullable Object params) {
        return handler.request(method, (JsonElement) params);
      }

      @Override
      public void notify(String method, @Nullable Object params) {
        handler.notice(method, (JsonElement) params);
      }
    };
  }

  private static ResponseError error(Throwable thrown) {
    var cause = thrown;
    while (cause.getCause() != null && !(cause instanceof CallException)) cause = cause.getCause();
    if (cause instanceof CallException call) {
      return new ResponseError(call.code().number(), call.sentence(), null);
    }
    if (cause instanceof FrameException) {
      return new ResponseError(
          ErrorCode.INTERNAL_ERROR.number(),
          "the answer cannot be sent: " + cause.getMessage(),
          null);
    }
    if (cause instanceof CancellationException) {
      return new ResponseError(ResponseErrorCode.RequestCancelled, "cancelled", null);
    }
    return new ResponseError(
        ErrorCode.INTERNAL_ERROR.number(), "internal error: " + cause.getClass().getName(), null);
  }

  /// Calls a method and waits for the answer; an interrupt cancels it.
  ///
  /// @throws CallException as answered; [ErrorCode#TIMED_OUT] and [ErrorCode#IN_DOUBT] where it is
  ///   not known whether it happened
  public <P extends Record, R> R call(Method<P, R> method, P params, Duration atMost)
      throws CallException {
    var future = endpoint.request(method.name(), Wire.toJson(params));
    long number = calls.incrementAndGet();
    waiting.put(number, future);
    try {
      // The end may have come before this call was among those it ends.
      if (end.get() != null) future.completeExceptionally(new IOException("closed"));
      var answer = (JsonElement) future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return Wire.fromJson(answer, method.result());
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new CallException(
          ErrorCode.TIMED_OUT,
          "%s was not answered within %d ms".formatted(method.name(), atMost.toMillis()),
          e);
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new CallException(ErrorCode.CANCELLED, method.name() + " was cancelled", e);
    } catch (ExecutionException e) {
      throw answered(method.name(), e);
    } finally {
      waiting.remove(number);
    }
  }

  private static Throwable innermost(Throwable thrown) {
    var cause = thrown;
    while (cause.getCause() != null) cause = cause.getCause();
    return cause;
  }

  private CallException answered(String method, ExecutionException e) {
    if (innermost(e) instanceof FrameException tooLong) {
      // Nothing of it has left.
      return new CallException(
          ErrorCode.INVALID_PARAMS,
          "%s was not sent: %s".formatted(method, tooLong.getMessage()),
          e);
    }
    if (!(e.getCause() instanceof ResponseErrorException refused)) {
      return new CallException(
          ErrorCode.IN_DOUBT,
          "%s: no answer, the connection ended: %s".formatted(method, end.get()),
          e);
    }
    var error = refused.getResponseError();
    var code = ErrorCode.of(error.getCode()).orElse(ErrorCode.INTERNAL_ERROR);
    return new CallException(code, Objects.requireNonNullElse(error.getMessage(), ""), e);
  }

  /// Tells the other end; does not wait.
  public <P extends Record> void tell(Notice<P> notice, P params) {
    if (end.get() != null) return;
    endpoint.notify(notice.name(), Wire.toJson(params));
  }

  /// Why the connection ended; null while it lives.
  public @Nullable String end() {
    return end.get();
  }

  @Override
  public void close() {
    close("closed by this end");
  }

  public void close(String reason) {
    if (!end.compareAndSet(null, reason)) return;
    writer.close();
    for (var call : waiting.values()) call.completeExceptionally(new IOException("closed"));
    try {
      connection.close();
    } catch (IOException _) {
      // It is gone either way.
    }
  }
}
