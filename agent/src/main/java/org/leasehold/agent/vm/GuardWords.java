package org.leasehold.agent.vm;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.leasehold.core.model.VmId;

/// What the lease guard says it did to a process, read from its journal.
///
/// @param journal one JSON object a line
/// @see org.leasehold.agent.guard.GuardJournal
record GuardWords(Path journal) {
  private static final int TAIL_BYTES = 16 << 10;
  private static final Set<String> ENDING = Set.of("term", "kill");

  /// Why the guard ended that process; empty when it did not.
  Optional<String> whyEnded(VmId vm, long pid) {
    return tail()
        .lines()
        .map(GuardWords::object)
        .flatMap(Optional::stream)
        .filter(line -> text(line, "uuid").equals(vm.text()))
        .filter(line -> text(line, "pid").equals(Long.toString(pid)))
        .filter(line -> ENDING.contains(text(line, "what")))
        .map(line -> text(line, "why"))
        .reduce((_, last) -> last);
  }

  /// The first line of a tail is cut off.
  private static Optional<JsonObject> object(String line) {
    try {
      return JsonParser.parseString(line) instanceof JsonObject object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonParseException _) {
      return Optional.empty();
    }
  }

  private static String text(JsonObject line, String key) {
    var value = line.get(key);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }

  private String tail() {
    try (var file = FileChannel.open(journal, StandardOpenOption.READ)) {
      long from = Math.max(0, file.size() - TAIL_BYTES);
      var bytes = ByteBuffer.allocate(TAIL_BYTES);
      while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) > 0) {
        // Read on.
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    } catch (IOException _) {
      return "";
    }
  }
}
