package org.leasehold.agent.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Writes what the guard did to a file of one JSON object a line, and to its standard error.
///
/// On a thread of its own: the disk it writes to may be the one that hangs, and nothing the guard
/// does may wait for it. What does not fit into the queue is counted and named later.
public final class GuardJournal implements AutoCloseable {
  /// Kept over a reboot, for the agent to read.
  public static final Path PLACE = Path.of("/var/lib/leasehold/guard.journal");

  private static final int QUEUE_MAX = 1000;
  private static final long FILE_BYTES_MAX = 4 << 20;

  private record Entry(GuardEvent event, long wallMs, Moment moment) {}

  private final ArrayBlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final Path place;
  private final Thread writer;
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean over;

  public GuardJournal(Path place) {
    this.place = place;
    this.writer = Thread.ofPlatform().daemon().name("journal").start(this::run);
  }

  /// Never waits.
  void add(GuardEvent event) {
    if (!queue.offer(new Entry(event, System.currentTimeMillis(), Libc.now())))
      dropped.incrementAndGet();
  }

  private void run() {
    try {
      while (true) {
        if (over && queue.isEmpty()) return;
        var entry = queue.poll(200, TimeUnit.MILLISECONDS);
        if (entry == null) continue;
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
          var said = "%d events did not fit into the queue".formatted(lost);
          write(new Entry(GuardEvent.of("trouble", said), entry.wallMs(), entry.moment()));
        }
        write(entry);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Entry entry) {
    var line = line(entry.event(), entry.wallMs(), entry.moment());
    System.err.println(line);
    try {
      if (!Files.exists(place)) {
        Files.createDirectories(place.toAbsolutePath().getParent());
        Files.createFile(
            place,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else if (Files.size(place) > FILE_BYTES_MAX) {
        Files.move(
            place,
            place.resolveSibling(place.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
        write(entry);
        return;
      }
      Files.write(
          place,
          (line + "\n").getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.APPEND,
          StandardOpenOption.DSYNC);
    } catch (IOException e) {
      System.err.println("leasehold-guard: cannot write " + place + ": " + e.getMessage());
    }
  }

  static String line(GuardEvent event, long wallMs, Moment moment) {
    return ("{\"wallMs\":%d,\"bootMs\":%d,\"monotonicMs\":%d,\"what\":%s,\"vm\":%s,\"uuid\":%s,"
            + "\"pid\":%d,\"why\":%s}")
        .formatted(
            wallMs,
            moment.bootNanos() / 1_000_000,
            moment.monotonicNanos() / 1_000_000,
            quoted(event.what()),
            quoted(event.vm()),
            quoted(event.uuid()),
            event.pid(),
            quoted(event.why()));
  }

  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') quoted.append('\\').append(c);
      else if (c < ' ') quoted.append("\\u%04x".formatted((int) c));
      else quoted.append(c);
    }
    return quoted.append('"').toString();
  }

  /// Writes what is left, for at most two seconds.
  @Override
  public void close() {
    over = true;
    try {
      writer.join(2000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
