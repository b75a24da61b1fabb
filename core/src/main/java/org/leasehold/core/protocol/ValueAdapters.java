package org.leasehold.core.protocol;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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

/// Values of one component are that component, in the range their constructor checks.
final class ValueAdapters {
  private static final BigInteger UNSIGNED_MAX =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private ValueAdapters() {}

  static void register(GsonBuilder builder) {
    text(builder, VmId.class, VmId::new, VmId::text);
    text(builder, LeaseId.class, LeaseId::new, LeaseId::text);
    text(builder, LockspaceName.class, LockspaceName::new, LockspaceName::text);
    text(builder, BootId.class, BootId::new, BootId::text);
    text(builder, Duration.class, ValueAdapters::duration, Duration::toString);
    number(builder, Epoch.class, Epoch::new, Epoch::value);
    number(builder, AgentInstance.class, AgentInstance::new, AgentInstance::number);
    number(builder, HostId.class, n -> new HostId(Math.toIntExact(n)), id -> (long) id.value());
    number(
        builder,
        IoTimeout.class,
        n -> new IoTimeout(Math.toIntExact(n)),
        io -> (long) io.seconds());
    unsigned(builder, Generation.class, Generation::new, Generation::value);
    unsigned(builder, LeaseVersion.class, LeaseVersion::new, LeaseVersion::value);
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not an ISO-8601 duration: " + text, e);
    }
  }

  private static <T> void text(
      GsonBuilder builder, Class<T> type, Function<String, T> parse, Function<T, String> text) {
    builder.registerTypeAdapter(
        type,
        new Value<T>(type) {
          @Override
          T parse(JsonReader in) throws IOException {
            return parse.apply(in.nextString());
          }

          @Override
          void put(JsonWriter out, T value) throws IOException {
            out.value(text.apply(value));
          }
        });
  }

  private static <T> void number(
      GsonBuilder builder, Class<T> type, Function<Long, T> parse, Function<T, Long> number) {
    builder.registerTypeAdapter(
        type,
        new Value<T>(type) {
          @Override
          T parse(JsonReader in) throws IOException {
            return parse.apply(in.nextLong());
          }

          @Override
          void put(JsonWriter out, T value) throws IOException {
            out.value(number.apply(value));
          }
        });
  }

  /// 64 bits as sanlock compares them.
  private static <T> void unsigned(
      GsonBuilder builder, Class<T> type, Function<Long, T> parse, Function<T, Long> number) {
    builder.registerTypeAdapter(
        type,
        new Value<T>(type) {
          @Override
          T parse(JsonReader in) throws IOException {
            var value = new BigInteger(in.nextString());
            if (value.signum() < 0 || value.compareTo(UNSIGNED_MAX) > 0) {
              throw new IllegalArgumentException("not an unsigned number of 64 bits: " + value);
            }
            return parse.apply(value.longValue());
          }

          @Override
          void put(JsonWriter out, T value) throws IOException {
            out.value(new BigInteger(Long.toUnsignedString(number.apply(value))));
          }
        });
  }

  private abstract static class Value<T> extends TypeAdapter<T> {
    private final String name;

    Value(Class<T> type) {
      name = type.getSimpleName();
    }

    abstract T parse(JsonReader in) throws IOException;

    abstract void put(JsonWriter out, T value) throws IOException;

    @Override
    public final @Nullable T read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return null;
      }
      var where = in.getPath();
      try {
        return parse(in);
      } catch (IllegalArgumentException | ArithmeticException | IllegalStateException e) {
        throw new JsonParseException("%s at %s: %s".formatted(name, where, e.getMessage()));
      }
    }

    @Override
    public final void write(JsonWriter out, @Nullable T value) throws IOException {
      if (value == null) out.nullValue();
      else put(out, value);
    }
  }
}
