package org.leasehold.core.journal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.reflect.TypeToken;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.LogLine;
import org.leasehold.core.journal.JournalException.Kind;

/// `story.jsonl`: a line per thing, in order. Each stretch is one `begin` with the state it starts
/// from, an `event` per input, and one `expected` with all lines the engine said then.
final class StoryFile {
  static final String NAME = "story.jsonl";

  private StoryFile() {}

  /// One line.
  sealed interface Item {
    /// @param version of the program that decided then
    record Begin(long run, String version, long wallMillis, EngineState state) implements Item {}

    record Input(Event event) implements Item {}

    record Expected(List<LogLine> lines) implements Item {
      public Expected {
        lines = List.copyOf(lines);
      }
    }
  }

  static void write(BufferedWriter out, Item item) throws IOException {
    var line = new JsonObject();
    switch (item) {
      case Item.Begin begin -> {
        line.addProperty("begin", begin.run);
        line.addProperty("version", begin.version);
        line.addProperty("wallMillis", begin.wallMillis);
        line.add("state", StateJson.GSON.toJsonTree(begin.state));
      }
      case Item.Input input ->
          line.add("event", StateJson.GSON.toJsonTree(input.event, Event.class));
      case Item.Expected expected ->
          line.add("expected", StateJson.GSON.toJsonTree(expected.lines));
    }
    out.write(StateJson.GSON.toJson(line));
    out.write('\n');
  }

  /// Reads one after the other; a story may be larger than the memory.
  static final class Reader implements AutoCloseable {
    private final Path file;
    private final BufferedReader in;
    private long number;

    Reader(Path folder) throws JournalException {
      file = folder.resolve(NAME);
      try {
        in = Files.newBufferedReader(file);
      } catch (IOException e) {
        throw new JournalException(
            Kind.UNUSABLE, file + " cannot be read: make it with 'leasehold journal export'", e);
      }
    }

    /// @return null at the end
    @Nullable Item next() throws JournalException {
      try {
        var line = in.readLine();
        if (line == null) return null;
        number++;
        return item(JsonParser.parseString(line).getAsJsonObject());
      } catch (IOException | RuntimeException e) {
        throw new JournalException(
            Kind.UNUSABLE,
            "line %d of %s is not of a story: %s".formatted(number, file, reason(e)),
            e);
      }
    }

    /// The parser wraps it in the names of its own classes.
    private static @Nullable String reason(Exception e) {
      Throwable innermost = e;
      while (innermost.getCause() != null) innermost = innermost.getCause();
      return innermost.getMessage();
    }

    private static Item item(JsonObject line) {
      if (line.has("event")) {
        return new Item.Input(StateJson.GSON.fromJson(line.get("event"), Event.class));
      }
      if (line.has("expected")) {
        return new Item.Expected(
            StateJson.GSON.fromJson(line.get("expected"), new TypeToken<List<LogLine>>() {}));
      }
      if (!line.has("begin")) throw new JsonParseException("neither begin, event nor expected");
      for (var needed : List.of("version", "wallMillis", "state")) {
        if (!line.has(needed)) throw new JsonParseException("'%s' is missing".formatted(needed));
      }
      JsonElement state = line.get("state");
      return new Item.Begin(
          line.get("begin").getAsLong(),
          line.get("version").getAsString(),
          line.get("wallMillis").getAsLong(),
          StateJson.GSON.fromJson(state, EngineState.class));
    }

    @Override
    public void close() throws JournalException {
      try {
        in.close();
      } catch (IOException e) {
        throw new JournalException(Kind.UNUSABLE, file + " cannot be closed", e);
      }
    }
  }
}
