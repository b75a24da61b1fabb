package org.leasehold.agent.journal;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.report.BootClock;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.HostTopic.AgentEvent;
import org.leasehold.core.protocol.HostTopic.Events;
import org.leasehold.core.protocol.Wire;

/// Events of this host, in one append-only file, until an engine says it has them.
///
/// A line is `CRC32C JSON`; a torn last line is cut off at opening. The file is written anew when
/// more than half of it is acknowledged or it grows too long; then the oldest events go, counted.
public final class EventJournal implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EventJournal.class.getName());

  /// Kept at most, acknowledged or not.
  static final int EVENTS_MAX = 5000;

  private static final int TEXT_MAX = 4000;

  private final Path file;
  private final AgentInstance instance;
  private final BootClock clock;
  private final ArrayDeque<AgentEvent> events = new ArrayDeque<>();
  private final CopyOnWriteArrayList<Consumer<AgentEvent>> listeners = new CopyOnWriteArrayList<>();
  private FileChannel channel;
  private long lastNumber;
  private long acknowledged;
  private long lost;
  private int linesOnDisk;
  private boolean failing;

  /// First line of the file.
  private record Head(long acknowledged, long lost, long lastNumber) {}

  private EventJournal(Path file, AgentInstance instance, BootClock clock) throws IOException {
    this.file = file;
    this.instance = instance;
    this.clock = clock;
    load();
    channel = rewritten();
  }

  public static EventJournal open(Path stateFolder, AgentInstance instance, BootClock clock)
      throws IOException {
    return new EventJournal(stateFolder.resolve("events"), instance, clock);
  }

  /// Called with every new event after it is on the disk; must not block.
  public void listen(Consumer<AgentEvent> listener) {
    listeners.add(listener);
  }

  /// Writes an event down. A disk that fails does not stop the agent: the event is kept in memory,
  /// sent, and the log says so.
  ///
  /// @param id stable, from events.md
  /// @param text one sentence with its arithmetic
  public void record(EventId id, @Nullable VmId vm, String text) {
    AgentEvent event;
    synchronized (this) {
      event =
          new AgentEvent(
              ++lastNumber,
              instance,
              System.currentTimeMillis(),
              clock.millis(),
              id.text(),
              vm,
              text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "...");
      events.add(event);
      store(event);
    }
    LOG.info(id.text() + (vm == null ? "" : " vm " + vm) + ": " + event.text());
    for (var listener : listeners) listener.accept(event);
  }

  private void store(AgentEvent event) {
    try {
      if (failing || events.size() > EVENTS_MAX || linesOnDisk > 2 * events.size() + 200) {
        while (events.size() > EVENTS_MAX * 9 / 10) {
          if (events.remove().number() > acknowledged) lost++;
        }
        channel.close();
        channel = rewritten();
      } else {
        append(channel, Wire.GSON.toJson(event));
        channel.force(false);
        linesOnDisk++;
      }
      failing = false;
    } catch (IOException e) {
      failing = true;
      LOG.log(Level.SEVERE, "cannot write " + file + "; events are kept in memory only", e);
    }
  }

  /// Events after a number, oldest first.
  public synchronized Events since(long after, int countMax) {
    var found = events.stream().filter(event -> event.number() > after).limit(countMax).toList();
    return new Events(found, lost);
  }

  /// Forgets events up to a number; the newest is never forgotten before it exists.
  public synchronized void acknowledge(long upTo) throws IOException {
    if (upTo > lastNumber) {
      throw new IOException("event %d does not exist, the last is %d".formatted(upTo, lastNumber));
    }
    if (upTo <= acknowledged) return;
    acknowledged = upTo;
    while (!events.isEmpty() && events.peek().number() <= upTo) events.remove();
    if (linesOnDisk <= 2 * events.size() + 50) {
      append(channel, Wire.GSON.toJson(new Head(acknowledged, lost, lastNumber)));
      channel.force(false);
      linesOnDisk++;
    } else {
      channel.close();
      channel = rewritten();
    }
  }

  public synchronized long unacknowledged() {
    return events.size();
  }

  private void load() throws IOException {
    var bytes = DurableFile.read(file);
    if (bytes.isEmpty()) return;
    for (var line : new String(bytes.get(), StandardCharsets.UTF_8).lines().toList()) {
      var json = checked(line);
      if (json == null) {
        LOG.warning(file + ": a damaged line is left out; the last one is torn after a power loss");
        continue;
      }
      try {
        take(json);
      } catch (CallException | JsonParseException | IllegalStateException e) {
        LOG.warning(file + ": a line of another version is left out: " + e.getMessage());
      }
    }
    events.removeIf(event -> event.number() <= acknowledged);
  }

  private void take(String json) throws CallException {
    var element = JsonParser.parseString(json);
    if (element.getAsJsonObject().has("acknowledged")) {
      var head = Wire.fromJson(element, Head.class);
      acknowledged = Math.max(acknowledged, head.acknowledged());
      lost = Math.max(lost, head.lost());
      lastNumber = Math.max(lastNumber, head.lastNumber());
    } else {
      var event = Wire.fromJson(element, AgentEvent.class);
      events.add(event);
      lastNumber = Math.max(lastNumber, event.number());
    }
  }

  /// The whole journal in a fresh file, opened for appending.
  private FileChannel rewritten() throws IOException {
    var text = new StringBuilder();
    text.append(line(Wire.GSON.toJson(new Head(acknowledged, lost, lastNumber))));
    for (var event : new ArrayList<>(events)) text.append(line(Wire.GSON.toJson(event)));
    DurableFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    linesOnDisk = events.size() + 1;
    return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  private static void append(FileChannel to, String json) throws IOException {
    var bytes = ByteBuffer.wrap(line(json).getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) to.write(bytes);
  }

  private static String line(String json) {
    return "%08x %s\n".formatted(checksum(json), json);
  }

  private static @Nullable String checked(String line) {
    if (line.length() < 10) return null;
    var json = line.substring(9);
    return line.startsWith("%08x ".formatted(checksum(json))) ? json : null;
  }

  private static long checksum(String json) {
    var crc = new CRC32C();
    crc.update(json.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  /// For tests and the health report.
  synchronized List<AgentEvent> kept() {
    return List.copyOf(events);
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
