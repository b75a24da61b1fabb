package org.leasehold.core.protocol;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sees that a record read from the wire has every component that is not nullable: gson itself puts
/// null where a field is missing.
final class RecordCheck implements TypeAdapterFactory {
  @Override
  public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    if (!type.getRawType().isRecord()) return null;
    var delegate = gson.getDelegateAdapter(this, type);
    var required =
        Arrays.stream(type.getRawType().getRecordComponents())
            .filter(component -> !component.getType().isPrimitive() && !isNullable(component))
            .map(RecordCheck::accessor)
            .toList();
    return new Checked<>(type.getRawType().getSimpleName(), delegate, required);
  }

  static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static Method accessor(RecordComponent component) {
    var accessor = component.getAccessor();
    accessor.setAccessible(true);
    return accessor;
  }

  private static final class Checked<T> extends TypeAdapter<T> {
    private final String name;
    private final TypeAdapter<T> delegate;
    private final List<Method> required;

    Checked(String name, TypeAdapter<T> delegate, List<Method> required) {
      this.name = name;
      this.delegate = delegate;
      this.required = required;
    }

    @Override
    public void write(JsonWriter out, T value) throws IOException {
      delegate.write(out, value);
    }

    @Override
    public T read(JsonReader in) throws IOException {
      T value;
      try {
        value = delegate.read(in);
      } catch (JsonParseException | IllegalStateException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new JsonParseException(
            "at %s: %s".formatted(in.getPath(), e.getCause() == null ? e : e.getCause()), e);
      }
      if (value == null) return value;
      for (var accessor : required) {
        if (isMissing(accessor, value)) {
          throw new JsonParseException(
              "field '%s' of %s is missing".formatted(accessor.getName(), name));
        }
      }
      return value;
    }

    private static boolean isMissing(Method accessor, Object record) {
      try {
        return accessor.invoke(record) == null;
      } catch (ReflectiveOperationException e) {
        throw new JsonParseException("cannot be checked: " + accessor, e);
      }
    }
  }
}
