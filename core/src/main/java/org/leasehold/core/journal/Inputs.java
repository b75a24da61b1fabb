package org.leasehold.core.journal;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.leasehold.core.engine.Event;

/// Inputs of the engine as a stream of bytes.
///
/// A tick is `0` and the nanoseconds since the event before it. Anything else is `1`, two lengths,
/// and its JSON, deflated with the JSON of the event of the same kind and source before it as the
/// dictionary: two reports of one host differ in little. Lengths and times are LEB128. One stream
/// is read from its beginning; both directions keep the same memory of it.
final class Inputs {
  private static final int DICTIONARY_MAX = 32_768;

  /// A report of thousands of VMs is below this; more is a broken file.
  private static final int EVENT_BYTES_MAX = 64 << 20;

  private final Map<String, byte[]> before = new TreeMap<>();
  private long atNanos;

  byte[] write(List<Event> events) {
    var out = new ByteArrayOutputStream();
    for (var event : events) {
      if (event instanceof Event.Tick) {
        out.write(0);
        number(out, event.atNanos() - atNanos);
      } else {
        out.write(1);
        var name = source(event).getBytes(StandardCharsets.UTF_8);
        number(out, name.length);
        out.writeBytes(name);
        var json = StateJson.text(event).getBytes(StandardCharsets.UTF_8);
        var small = deflated(json, remembered(source(event), json));
        number(out, json.length);
        number(out, small.length);
        out.writeBytes(small);
      }
      atNanos = event.atNanos();
    }
    return out.toByteArray();
  }

  /// @throws IllegalArgumentException if these are not the bytes that come next
  List<Event> read(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    var events = new ArrayList<Event>();
    try {
      while (in.hasRemaining()) {
        Event event = in.get() == 0 ? new Event.Tick(atNanos + number(in)) : other(in);
        atNanos = event.atNanos();
        events.add(event);
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("an input ends early", e);
    }
    return events;
  }

  private Event other(ByteBuffer in) {
    var name = bytes(in, length(in));
    var source = new String(name, StandardCharsets.UTF_8);
    int length = length(in);
    var small = bytes(in, length(in));
    var json = inflated(small, length, before.getOrDefault(source, new byte[0]));
    remembered(source, json);
    return StateJson.event(new String(json, StandardCharsets.UTF_8));
  }

  /// Asks for room only once the bytes are there.
  private static byte[] bytes(ByteBuffer in, int length) {
    if (length > in.remaining()) throw new BufferUnderflowException();
    var bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  /// Events of one source resemble each other.
  private static String source(Event event) {
    return switch (event) {
      case Event.HostReported e -> "r" + e.report().host();
      case Event.HostAnswered e -> "a" + e.host();
      case Event.HostWatched e -> "w" + e.look().watcher();
      case Event.ContactFailed e -> "f" + e.host();
      case Event.CommandEnded _ -> "c";
      default -> "o";
    };
  }

  private byte[] remembered(String source, byte[] json) {
    int from = Math.max(0, json.length - DICTIONARY_MAX);
    var last = before.put(source, Arrays.copyOfRange(json, from, json.length));
    return last == null ? new byte[0] : last;
  }

  static byte[] deflated(byte[] plain, byte[] dictionary) {
    try (var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
      deflater.setDictionary(dictionary);
      deflater.setInput(plain);
      deflater.finish();
      var out = new ByteArrayOutputStream();
      var piece = new byte[8192];
      while (!deflater.finished()) out.write(piece, 0, deflater.deflate(piece));
      return out.toByteArray();
    }
  }

  static byte[] inflated(byte[] small, int length, byte[] dictionary) {
    try (var inflater = new Inflater(true)) {
      inflater.setDictionary(dictionary);
      inflater.setInput(small);
      var plain = new byte[length];
      int done = 0;
      while (done < length) {
        int more = inflater.inflate(plain, done, length - done);
        if (more == 0) throw new IllegalArgumentException("an input ends early");
        done += more;
      }
      return plain;
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("an input cannot be unpacked: " + e.getMessage(), e);
    }
  }

  private static void number(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static long number(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) return value;
    }
    throw new IllegalArgumentException("a number does not end");
  }

  private static int length(ByteBuffer in) {
    long value = number(in);
    if (value < 0 || value > EVENT_BYTES_MAX) {
      throw new IllegalArgumentException("an input of " + value + " bytes");
    }
    return (int) value;
  }
}
