package org.leasehold.core.protocol;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The form of values on the wire.
///
/// Records are objects with their components as fields. Ids and counters are plain strings or
/// numbers, durations ISO-8601 text, sealed types objects with a field `kind`. Unknown fields are
/// ignored. A missing field is an error unless the component is nullable.
public final class Wire {
  public static final Gson GSON = gson();

  private Wire() {}

  private static Gson gson() {
    var builder = new GsonBuilder().disableHtmlEscaping();
    ValueAdapters.register(builder);
    return builder
        .registerTypeAdapterFactory(new TableAdapters())
        .registerTypeAdapterFactory(new SealedAdapters())
        .registerTypeAdapterFactory(new RecordCheck())
        .create();
  }

  public static JsonElement toJson(Object value) {
    return GSON.toJsonTree(value);
  }

  /// @throws CallException with [ErrorCode#INVALID_PARAMS] and a sentence that names the field
  public static <T> T fromJson(@Nullable JsonElement json, Class<T> type) throws CallException {
    try {
      var given = json == null || json instanceof JsonNull ? new JsonObject() : json;
      return Objects.requireNonNull(GSON.fromJson(given, type));
    } catch (RuntimeException e) {
      throw new CallException(
          ErrorCode.INVALID_PARAMS, type.getSimpleName() + ": " + sentence(e), e);
    }
  }

  /// The innermost reason: gson wraps what constructors throw.
  private static String sentence(RuntimeException thrown) {
    Throwable innermost = thrown;
    for (var cause = thrown.getCause(); cause != null; cause = cause.getCause()) innermost = cause;
    var text = Objects.requireNonNullElse(innermost.getMessage(), innermost.getClass().getName());
    boolean ours =
        innermost instanceof IllegalArgumentException || thrown instanceof JsonParseException;
    return ours ? text : "cannot be read: " + text;
  }
}
