package org.leasehold.core.monitor;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.protocol.Wire;

/// What one cluster document says otherwise than another, line by line, for people; hosts, stores
/// and VMs by their names.
public final class DocumentDifference {
  private DocumentDifference() {}

  /// @return such as `vm web: priority is 70, not 50`; empty when only epoch and revision differ
  public static List<String> of(ClusterDocument one, ClusterDocument than) {
    var lines = new ArrayList<String>();
    var a = json(one);
    var b = json(than);
    for (var part : List.of("hosts", "stores", "vms")) {
      entries(part.substring(0, part.length() - 1), a, b, part, lines);
    }
    values("", without(a), without(b), lines);
    return List.copyOf(lines);
  }

  private static JsonObject json(ClusterDocument document) {
    return Wire.GSON.toJsonTree(document).getAsJsonObject();
  }

  private static JsonObject without(JsonObject document) {
    var rest = document.deepCopy();
    for (var gone : List.of("hosts", "stores", "vms", "epoch", "revision")) rest.remove(gone);
    return rest;
  }

  private static void entries(
      String what, JsonObject a, JsonObject b, String part, List<String> lines) {
    var one = object(a, part);
    var than = object(b, part);
    var keys = new TreeSet<>(one.keySet());
    keys.addAll(than.keySet());
    for (var key : keys) {
      var its = one.get(key);
      var other = than.get(key);
      var name = what + " " + name(its == null ? other : its, key);
      if (its == null) lines.add(name + ": is not there");
      else if (other == null) lines.add(name + ": is there");
      else values(name + ": ", its, other, lines);
    }
  }

  private static JsonObject object(JsonObject document, String part) {
    var found = document.get(part);
    return found != null && found.isJsonObject() ? found.getAsJsonObject() : new JsonObject();
  }

  private static String name(JsonElement entry, String key) {
    if (!entry.isJsonObject()) return key;
    var name = entry.getAsJsonObject().get("name");
    return name == null || !name.isJsonPrimitive() ? key : name.getAsString();
  }

  private static void values(String path, JsonElement a, JsonElement b, List<String> lines) {
    if (a.equals(b)) return;
    if (!a.isJsonObject() || !b.isJsonObject()) {
      lines.add("%s is %s, not %s".formatted(path.strip(), text(a), text(b)));
      return;
    }
    var keys = new TreeSet<>(a.getAsJsonObject().keySet());
    keys.addAll(b.getAsJsonObject().keySet());
    for (var key : keys) {
      var its = a.getAsJsonObject().get(key);
      var other = b.getAsJsonObject().get(key);
      var separator = path.isEmpty() || path.endsWith(": ") ? "" : ".";
      values(
          path + separator + key,
          its == null ? new JsonArray() : its,
          other == null ? new JsonArray() : other,
          lines);
    }
  }

  private static String text(JsonElement value) {
    if (value.isJsonArray() && value.getAsJsonArray().isEmpty()) return "nothing";
    return value.isJsonPrimitive() ? value.getAsString() : value.toString();
  }
}
