package org.leasehold.app.console.settings;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.SettingsCheck;
import org.leasehold.core.model.TreatmentSettings;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Wire;

/// The settings by name, as they travel: `detection.graceBase` and its text.
final class SettingsTree {
  private SettingsTree() {}

  /// What a setting is.
  enum Kind {
    SECONDS,
    COUNT,
    FLAG,
    CHOICE
  }

  /// @param name `group.setting`
  /// @param from lowest, of times and counts
  /// @param to highest
  /// @param choices of a choice
  record Field(String name, Kind kind, long from, long to, List<String> choices) {
    Field {
      choices = List.copyOf(choices);
    }

    String group() {
      return name.substring(0, name.indexOf('.'));
    }
  }

  /// Every setting there is, group by group.
  static List<Field> fields() {
    var ranges = new TreeMap<String, SettingsCheck.Range>();
    for (var range : SettingsCheck.ranges()) ranges.put(range.name(), range);
    var fields = new ArrayList<Field>();
    for (var group : tree(Settings.DEFAULT).entrySet()) {
      for (var one : group.getValue().getAsJsonObject().entrySet()) {
        var name = group.getKey() + "." + one.getKey();
        var range = ranges.get(name);
        fields.add(
            range == null
                ? field(name, one.getValue().getAsJsonPrimitive())
                : new Field(
                    name,
                    range.seconds() ? Kind.SECONDS : Kind.COUNT,
                    range.from(),
                    range.to(),
                    List.of()));
      }
    }
    return fields;
  }

  private static Field field(String name, JsonPrimitive value) {
    if (value.isBoolean()) return new Field(name, Kind.FLAG, 0, 1, List.of());
    var choices = new ArrayList<String>();
    for (var one : TreatmentSettings.StoreLoss.values()) choices.add(one.name());
    return new Field(name, Kind.CHOICE, 0, 0, choices);
  }

  private static JsonObject tree(Settings settings) {
    return Wire.toJson(settings).getAsJsonObject();
  }

  /// Texts as they are typed: times in seconds.
  static SortedMap<String, String> texts(Settings settings) {
    var texts = new TreeMap<String, String>();
    var tree = tree(settings);
    for (var field : fields()) {
      var text = tree.getAsJsonObject(field.group()).get(leaf(field)).getAsString();
      texts.put(field.name(), field.kind() == Kind.SECONDS ? seconds(text) : text);
    }
    return texts;
  }

  private static String leaf(Field field) {
    return field.name().substring(field.name().indexOf('.') + 1);
  }

  private static String seconds(String iso) {
    long millis = Duration.parse(iso).toMillis();
    return millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1000.0);
  }

  /// What is wrong with a text by itself.
  ///
  /// @return whether it can be read
  static boolean isReadable(Field field, String text) {
    return switch (field.kind()) {
      case SECONDS -> text.strip().matches("\\d{1,6}(\\.\\d{1,3})?");
      case COUNT -> text.strip().matches("\\d{1,6}");
      case FLAG -> text.equals("true") || text.equals("false");
      case CHOICE -> field.choices().contains(text);
    };
  }

  /// @param texts all of them, each readable
  static Settings settings(SortedMap<String, String> texts) {
    var tree = tree(Settings.DEFAULT);
    for (var field : fields()) {
      var text = texts.getOrDefault(field.name(), "").strip();
      var group = tree.getAsJsonObject(field.group());
      switch (field.kind()) {
        case SECONDS ->
            group.addProperty(
                leaf(field),
                Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000)).toString());
        case COUNT -> group.addProperty(leaf(field), Integer.parseInt(text));
        case FLAG -> group.addProperty(leaf(field), Boolean.parseBoolean(text));
        case CHOICE -> group.addProperty(leaf(field), text);
      }
    }
    try {
      return Wire.fromJson(tree, Settings.class);
    } catch (CallException e) {
      throw new IllegalStateException("settings that cannot be read again", e);
    }
  }
}
