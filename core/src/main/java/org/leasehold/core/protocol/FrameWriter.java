package org.leasehold.core.protocol;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes frames from a bounded queue on a thread of its own, so that no caller waits for the other
/// end. A reader that lets the queue fill up, or one write stall, is dropped with the reason.
///
/// Header and body leave in one write: two would meet Nagle's algorithm and delayed
/// acknowledgements, 44 ms each time.
final class FrameWriter {
  private final OutputStream out;
  private final Limits limits;
  private final Consumer<String> drop;
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private int queuedBytes;
  private boolean closed;
  private long writingSinceNanos;

  /// @param drop called once, from any thread, with the reason; closes the connection
  FrameWriter(OutputStream out, Limits limits, Consumer<String> drop) {
    this.out = new BufferedOutputStream(out, 16 << 10);
    this.limits = limits;
    this.drop = drop;
  }

  void start(String name) {
    Thread.ofPlatform().daemon().name(name + " writer").start(this::run);
  }

  /// Queues one frame; too long a one is the writer's own fault and refused.
  void write(String json) throws FrameException {
    var body = json.getBytes(StandardCharsets.UTF_8);
    if (body.length > limits.frameBytesMax()) {
      throw new FrameException(
          "a frame of %d bytes to send, at most %d".formatted(body.length, limits.frameBytesMax()));
    }
    String slow = queued(body);
    if (slow != null) drop.accept(slow);
  }

  private synchronized @Nullable String queued(byte[] body) {
    if (closed) return null;
    long stalledNanos = writingSinceNanos == 0 ? 0 : System.nanoTime() - writingSinceNanos;
    boolean full =
        queuedBytes + body.length > limits.queuedBytesMax()
            || queue.size() >= limits.queuedFramesMax();
    if (full || stalledNanos > limits.stallMax().toNanos()) {
      closed = true;
      notifyAll();
      return "reads too slowly: %d frames, %d bytes wait, the oldest write for %d ms"
          .formatted(queue.size(), queuedBytes, stalledNanos / 1_000_000);
    }
    queue.add(body);
    queuedBytes += body.length;
    notifyAll();
    return null;
  }

  private void run() {
    try {
      for (var body = next(); body != null; body = next()) {
        out.write(
            ("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        if (isIdle()) out.flush();
      }
    } catch (IOException e) {
      close();
      drop.accept("cannot write: " + e.getMessage());
    } catch (InterruptedException _) {
      close();
    }
  }

  private synchronized boolean isIdle() {
    return queue.isEmpty();
  }

  private synchronized byte @Nullable [] next() throws InterruptedException {
    writingSinceNanos = 0;
    while (queue.isEmpty() && !closed) wait();
    var body = queue.poll();
    if (body == null) return null;
    queuedBytes -= body.length;
    writingSinceNanos = System.nanoTime();
    return body;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
