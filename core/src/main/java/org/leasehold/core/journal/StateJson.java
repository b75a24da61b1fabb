package org.leasehold.core.journal;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Table;
import org.leasehold.core.protocol.Wire;

/// The wire's form of values, and in addition the engine's tables as lists of pairs: so the whole
/// state can be written down and read back the same.
final class StateJson {
  static final Gson GSON = Wire.GSON.newBuilder().registerTypeAdapterFactory(new Tables()).create();

  private StateJson() {}

  static String text(Event event) {
    return GSON.toJson(event, Event.class);
  }

  static Event event(String json) {
    return GSON.fromJson(json, Event.class);
  }

  private static final class Tables implements TypeAdapterFactory {
    @Override
    @SuppressWarnings("unchecked") // a Table's adapter is asked for with its two type arguments
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
      if (type.getRawType() != Table.class) return null;
      var arguments = ((ParameterizedType) type.getType()).getActualTypeArguments();
      // Whatever the key is: its own adapter reads and writes it, its own order sorts it.
      var key = (TypeAdapter<String>) gson.getAdapter(TypeToken.get(arguments[0]));
      var value = (TypeAdapter<Object>) gson.getAdapter(TypeToken.get(arguments[1]));
      return (TypeAdapter<T>) new Pairs<>(key, value).nullSafe();
    }
  }

  private static final class Pairs<K extends Comparable<K>, V> extends TypeAdapter<Table<K, V>> {
    private final TypeAdapter<K> key;
    private final TypeAdapter<V> value;

    Pairs(TypeAdapter<K> key, TypeAdapter<V> value) {
      this.key = key;
      this.value = value;
    }

    @Override
    public void write(JsonWriter out, Table<K, V> table) throws IOException {
      out.beginArray();
      for (var entry : table) {
        out.beginArray();
        key.write(out, entry.key());
        value.write(out, entry.value());
        out.endArray();
      }
      out.endArray();
    }

    @Override
    public Table<K, V> read(JsonReader in) throws IOException {
      Table<K, V> table = Table.empty();
      in.beginArray();
      while (in.hasNext()) {
        in.beginArray();
        var k = key.read(in);
        table = table.with(k, value.read(in));
        in.endArray();
      }
      in.endArray();
      return table;
    }
  }
}
