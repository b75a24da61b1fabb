package org.leasehold.app.console.tray;

import java.util.ArrayList;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.shell.LiveReading;
import org.leasehold.app.console.shell.Standing;
import org.leasehold.app.console.text.Texts;

/// What the tray says of the cluster.
///
/// @param tone OK: all is protected and well; WARN: look when there is time; BAD: an incident is
///   open, or no engine acts; NONE: not known
/// @param attention the desktop may draw eyes to it
/// @param title one line that names the program
/// @param state the same without the program's name
/// @param more lines below it; may be empty
public record TrayReading(Tone tone, boolean attention, String title, String state, String more) {
  /// Who acts elsewhere is told in a host's own words, which may be a whole sentence.
  private static final int LINE_MAX = 160;

  public static TrayReading of(Standing standing) {
    return switch (standing) {
      case Standing.None() -> unknown("tray.none");
      case Standing.Silent() -> unknown("tray.silent");
      case Standing.Known(var simulated, var live) -> known(simulated, live);
    };
  }

  private static TrayReading unknown(String key) {
    var state = Texts.say(key);
    return new TrayReading(Tone.NONE, false, Texts.say("tray.title", state), state, "");
  }

  private static TrayReading known(boolean simulated, LiveReading live) {
    var tone = tone(live);
    var parts = new ArrayList<String>();
    if (live.paused() || live.acts().tone() == Tone.BAD) parts.add(live.acts().text());
    parts.add(live.incidentsSaid().text());
    parts.add(Texts.say("tray.protected", live.vms() - live.gaps(), live.vms()));
    var state = String.join(", ", parts);
    return new TrayReading(
        tone,
        tone == Tone.BAD && !simulated,
        Texts.say(simulated ? "tray.title.simulated" : "tray.title", state),
        state,
        line(live.survives().text()) + "\n" + line(live.acts().text()));
  }

  /// The worst of what the pills and the banner say.
  private static Tone tone(LiveReading live) {
    if (live.incidents() > 0 || live.acts().tone() == Tone.BAD) return Tone.BAD;
    boolean fine =
        live.protectedSaid().tone() == Tone.OK
            && live.survives().tone() == Tone.OK
            && live.acts().tone() != Tone.WARN
            && live.banner().isEmpty();
    return fine ? Tone.OK : Tone.WARN;
  }

  private static String line(String text) {
    return text.length() <= LINE_MAX ? text : text.substring(0, LINE_MAX) + "…";
  }
}
