package org.leasehold.app.console.theme;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javafx.scene.paint.Color;

/// A theme's colours by name, for what is drawn and not styled.
///
/// @param byName `panel`, `host-1`, without `-lh-`
public record ThemeColours(SortedMap<String, Color> byName) {
  private static final Pattern LINE = Pattern.compile("-lh-([a-z0-9-]+):\\s*([^;]+);");

  /// There are this many colours for hosts; more hosts begin again.
  public static final int HOSTS = 6;

  public ThemeColours {
    byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
  }

  /// @param sheet text of a theme's style sheet
  static ThemeColours parse(String sheet) {
    var found = new TreeMap<String, Color>();
    var lines = LINE.matcher(sheet);
    while (lines.find()) found.put(lines.group(1), Color.web(lines.group(2).strip()));
    return new ThemeColours(found);
  }

  /// @throws IllegalArgumentException if the theme has no such colour
  public Color get(String name) {
    var colour = byName.get(name);
    if (colour == null) throw new IllegalArgumentException("no colour " + name);
    return colour;
  }

  /// @param hostId 1 and up
  public Color host(int hostId) {
    return get("host-" + ((hostId - 1) % HOSTS + 1));
  }
}
