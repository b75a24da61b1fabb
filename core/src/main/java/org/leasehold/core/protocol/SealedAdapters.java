package org.leasehold.core.protocol;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Sealed interfaces as objects whose field `kind` is the record's simple name.
final class SealedAdapters implements TypeAdapterFactory {
  static final String KIND = "kind";

  @Override
  public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    var raw = type.getRawType();
    if (raw.isRecord() && isKind(raw)) {
      return new Tagged<>(raw.getSimpleName(), gson, gson.getDelegateAdapter(this, type));
    }
    if (!raw.isSealed() || !raw.isInterface()) return null;
    var kinds = new TreeMap<String, Class<?>>();
    for (var kind : raw.getPermittedSubclasses()) kinds.put(kind.getSimpleName(), kind);
    return new Sealed<>(gson, raw.getSimpleName(), kinds);
  }

  private static boolean isKind(Class<?> record) {
    for (var face : record.getInterfaces()) if (face.isSealed()) return true;
    return false;
  }

  /// The record itself writes its kind, because gson prefers the adapter of the value's own class
  /// to that of the field's type.
  private static final class Tagged<T> extends TypeAdapter<T> {
    private final String kind;
    private final Gson gson;
    private final TypeAdapter<T> fields;

    Tagged(String kind, Gson gson, TypeAdapter<T> fields) {
      this.kind = kind;
      this.gson = gson;
      this.fields = fields;
    }

    @Override
    public void write(JsonWriter out, @Nullable T value) throws IOException {
      if (value == null) {
        out.nullValue();
        return;
      }
      var object = new JsonObject();
      object.addProperty(KIND, kind);
      fields
          .toJsonTree(value)
          .getAsJsonObject()
          .entrySet()
          .forEach(field -> object.add(field.getKey(), field.getValue()));
      gson.toJson(object, out);
    }

    @Override
    public T read(JsonReader in) throws IOException {
      return fields.read(in);
    }
  }

  private static final class Sealed<T> extends TypeAdapter<T> {
    private final Gson gson;
    private final String name;
    private final Map<String, Class<?>> kinds;

    Sealed(Gson gson, String name, Map<String, Class<?>> kinds) {
      this.gson = gson;
      this.name = name;
      this.kinds = kinds;
    }

    @Override
    public void write(JsonWriter out, @Nullable T value) throws IOException {
      if (value == null) {
        out.nullValue();
        return;
      }
      gson.toJson(value, value.getClass(), out);
    }

    @Override
    @SuppressWarnings("unchecked") // `kinds` holds permitted subclasses of T only
    public T read(JsonReader in) throws IOException {
      var json = JsonParser.parseReader(in);
      var kind = json instanceof JsonObject object ? object.get(KIND) : null;
      var type = kind == null || !kind.isJsonPrimitive() ? null : kinds.get(kind.getAsString());
      if (type == null) {
        throw new JsonParseException(
            "%s: 'kind' is %s, known are %s"
                .formatted(name.toLowerCase(Locale.ROOT), kind, kinds.keySet()));
      }
      return (T) gson.fromJson(json, type);
    }
  }
}
