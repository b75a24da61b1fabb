package org.leasehold.app.console.tray;

import java.util.List;
import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.annotations.Position;

/// What is shown while the pointer rests on the icon: `(sa(iiay)ss)`. Public because the bus's
/// library reads it.
///
/// @see "StatusNotifierItem, freedesktop.org: ToolTip; Markup"
public final class ToolTip extends Struct {
  static final String SIGNATURE = "(sa(iiay)ss)";

  /// Name of an icon of the desktop's theme; empty for none.
  @Position(0)
  public final String icon;

  @Position(1)
  public final List<StatusItem.Pixmap> pixmaps;

  @Position(2)
  public final String title;

  /// May hold markup.
  @Position(3)
  public final String text;

  public ToolTip(String icon, List<StatusItem.Pixmap> pixmaps, String title, String text) {
    this.icon = icon;
    this.pixmaps = pixmaps;
    this.title = title;
    this.text = text;
  }

  /// @param text plain; nothing in it is taken for markup
  static ToolTip of(String title, String text) {
    return new ToolTip("", List.of(), title, plain(text));
  }

  private static String plain(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
