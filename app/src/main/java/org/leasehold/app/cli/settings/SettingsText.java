package org.leasehold.app.cli.settings;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.Settings;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Wire;

/// Settings as people write them: `treatment.quietAfterStart=300s`, one per line.
final class SettingsText {
  private SettingsText() {}

  /// A setting that is not one, or a value that is none.
  static final class WrongSetting extends Exception {
    private static final long serialVersionUID = 1;

    WrongSetting(String sentence) {
      super(sentence);
    }
  }

  static Map<String, String> of(Settings settings) {
    var all = new TreeMap<String, String>();
    for (var group : Wire.toJson(settings).getAsJsonObject().entrySet()) {
      for (var one : group.getValue().getAsJsonObject().entrySet()) {
        all.put(group.getKey() + "." + one.getKey(), text(one.getValue()));
      }
    }
    return all;
  }

  private static String text(JsonElement value) {
    var duration = duration(value);
    if (duration == null) return value.getAsString();
    var seconds = BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros();
    return seconds.toPlainString() + "s";
  }

  private static @Nullable Duration duration(JsonElement value) {
    boolean text = value instanceof JsonPrimitive one && one.isString();
    return text && value.getAsString().startsWith("PT")
        ? Duration.parse(value.getAsString())
        : null;
  }

  /// The same settings with some of another value.
  ///
  /// @param changes value by name, such as `60s`, `50`, `true`
  static Settings changed(Settings settings, Map<String, String> changes) throws WrongSetting {
    var json = Wire.toJson(settings).getAsJsonObject();
    for (var change : changes.entrySet()) change(json, change.getKey(), change.getValue());
    try {
      return Wire.fromJson(json, Settings.class);
    } catch (CallException e) {
      throw new WrongSetting(e.sentence());
    }
  }

  private static void change(JsonObject json, String name, String value) throws WrongSetting {
    int dot = name.indexOf('.');
    var group = dot < 0 ? null : json.getAsJsonObject(name.substring(0, dot));
    var before = group == null ? null : group.get(name.substring(dot + 1));
    if (group == null || before == null) {
      throw new WrongSetting("no setting '%s'; `leasehold settings` shows all".formatted(name));
    }
    group.add(name.substring(dot + 1), value(name, before, value.strip()));
  }

  private static JsonPrimitive value(String name, JsonElement before, String value)
      throws WrongSetting {
    var now = before.getAsJsonPrimitive();
    if (now.isBoolean()) {
      if (!value.equals("true") && !value.equals("false")) {
        throw new WrongSetting("%s is true or false, not '%s'".formatted(name, value));
      }
      return new JsonPrimitive(value.equals("true"));
    }
    if (duration(before) != null) return new JsonPrimitive(seconds(name, value).toString());
    if (now.isNumber()) {
      if (!value.matches("[0-9]{1,9}")) {
        throw new WrongSetting("%s is a whole number, not '%s'".formatted(name, value));
      }
      return new JsonPrimitive(Integer.parseInt(value));
    }
    return new JsonPrimitive(value.toUpperCase(Locale.ROOT));
  }

  private static Duration seconds(String name, String value) throws WrongSetting {
    if (!value.matches("[0-9]{1,6}([.][0-9]{1,3})?s?")) {
      throw new WrongSetting(
          "%s is a time in seconds, such as 60s, not '%s'".formatted(name, value));
    }
    var number = value.endsWith("s") ? value.substring(0, value.length() - 1) : value;
    return Duration.ofMillis(new BigDecimal(number).movePointRight(3).longValue());
  }
}
