package org.leasehold.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;

/// `core/docs/protocol.md` is what the catalogue says.
class ProtocolDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/protocol.md");

  private static final List<Class<?>> TEXTS =
      List.of(VmId.class, LeaseId.class, LockspaceName.class, BootId.class);
  private static final List<Class<?>> NUMBERS =
      List.of(
          HostId.class,
          Epoch.class,
          AgentInstance.class,
          Generation.class,
          LeaseVersion.class,
          IoTimeout.class);

  /// Types met and not described yet.
  private final TreeMap<String, Class<?>> named = new TreeMap<>();

  private final TreeSet<String> described = new TreeSet<>();

  /// The document is written by `-Ddocs.rewrite=true`, never by itself.
  @Test
  void theDocumentOfTheProtocolIsWhatTheCatalogueSays() throws IOException {
    if (Boolean.getBoolean("docs.rewrite")) Files.writeString(DOCUMENT, document());
    assertEquals(document(), Files.readString(DOCUMENT));
  }

  @Test
  void everyNameIsUsedOnce() {
    var names = Catalogue.METHODS.stream().map(Method::name).toList();
    assertEquals(names.size(), names.stream().distinct().count());
  }

  private String document() {
    named.clear();
    described.clear();
    var text = new StringBuilder(HEAD);
    for (var method : Catalogue.METHODS) {
      text.append("\n### ").append(method.name()).append('\n');
      text.append(method.does()).append("\n\n");
      text.append("- takes ").append(fields(method.params())).append('\n');
      text.append("- gives ").append(fields(method.result())).append('\n');
      text.append("- within ").append(method.atMost().toSeconds()).append(" s");
      text.append(method.changes() ? "; changes something\n" : "; only looks\n");
    }
    text.append("\n## Notices, agent to engine\n");
    for (var notice : Catalogue.NOTICES) {
      text.append("\n### ").append(notice.name()).append('\n');
      text.append(notice.does()).append("\n\n");
      text.append("- carries ").append(fields(notice.params())).append('\n');
    }
    text.append("\n## Types\n");
    for (var next = named.pollFirstEntry(); next != null; next = named.pollFirstEntry()) {
      describe(next.getKey(), next.getValue(), text);
    }
    text.append("\n## Errors\n| code | name | afterwards | meaning |\n|---|---|---|---|\n");
    for (var code : ErrorCode.values()) {
      text.append(
          "| %d | %s | %s | %s |\n"
              .formatted(
                  code.number(),
                  code,
                  code.effect() == ErrorCode.Effect.NONE ? "nothing changed" : "look again",
                  code.meaning()));
    }
    return text.toString();
  }

  private void describe(String name, Class<?> type, StringBuilder text) {
    if (!described.add(name)) return;
    text.append("\n### ").append(name).append('\n');
    if (type.isEnum()) {
      text.append(
          Arrays.stream(type.getEnumConstants())
              .map(Object::toString)
              .collect(Collectors.joining(", ", "one of ", "\n")));
    } else if (type.isSealed()) {
      text.append("one of these, its name in `kind`:\n\n");
      Arrays.stream(type.getPermittedSubclasses())
          .sorted(Comparator.comparing(Class::getSimpleName))
          .forEach(
              kind ->
                  text.append("- ")
                      .append(kind.getSimpleName())
                      .append(": ")
                      .append(fields(kind))
                      .append('\n'));
    } else {
      text.append(fields(type)).append('\n');
    }
  }

  private String fields(Class<?> type) {
    var components = type.getRecordComponents();
    if (components.length == 0) return "nothing";
    return Arrays.stream(components)
        .map(one -> "`" + one.getName() + "` " + word(one))
        .collect(Collectors.joining(", "));
  }

  private String word(RecordComponent one) {
    return word(one.getGenericType()) + (RecordCheck.isNullable(one) ? " or absent" : "");
  }

  private String word(Type type) {
    if (type instanceof ParameterizedType generic) {
      var arguments = generic.getActualTypeArguments();
      return arguments.length == 1
          ? "list of " + word(arguments[0])
          : "object of " + word(arguments[1]) + " by " + word(arguments[0]);
    }
    var raw = (Class<?>) type;
    if (raw == String.class || TEXTS.contains(raw)) return label(raw, "text");
    if (raw == Duration.class) return "ISO-8601 duration";
    if (raw == boolean.class) return "true or false";
    if (raw.isPrimitive() || NUMBERS.contains(raw)) return label(raw, "number");
    var name = raw.getSimpleName();
    if (!described.contains(name)) named.put(name, raw);
    return "[" + name + "](#" + name.toLowerCase(Locale.ROOT) + ")";
  }

  private static String label(Class<?> raw, String kind) {
    boolean plain = raw.isPrimitive() || raw == String.class;
    return plain ? kind : kind + " (" + raw.getSimpleName() + ")";
  }

  private static final String HEAD =
      """
      # Protocol between engine and agent

      Written from the catalogue (`core.protocol`) by `ProtocolDocumentTest`; do not edit.

      JSON-RPC 2.0 in both directions over one stream, framed as in the Language Server Protocol: `Content-Length: N`, an empty line, N bytes of
      UTF-8. The stream is an SSH channel to the forced command `attach`, which ends in the agent's Unix socket. The first call is `hello`.

      - Unknown fields are ignored; a missing field that is not marked *or absent* is `INVALID_PARAMS` with its name; an unknown method is an error,
        and the connection goes on.
      - A frame holds at most 4 MiB, its header 512 bytes, its JSON 48 levels; 64 calls of one connection may be under way. A frame that breaks
        this, and a reader that lets 8 MiB wait, end the connection, with the reason in the agent's log.
      - Every method has a deadline; `$/cancelRequest` cancels a call. A lost connection does not: what has begun is brought to its end.
      - A call that *changes something* carries a [Header](#header) and is refused as `STALE` when its epoch is lower than one seen, when it is older than
        its limit, or when it rests on another run of the agent or on a report from before the VM changed (S15).
      - Numbers of 64 bits (generations, versions) are unsigned.

      ## Methods, engine to agent
      """;
}
