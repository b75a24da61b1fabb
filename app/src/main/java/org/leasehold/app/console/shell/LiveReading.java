package org.leasehold.app.console.shell;

import org.leasehold.app.console.live.ProtectionOf;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.Headroom;
import org.leasehold.core.monitor.Snapshot;

/// The statements about the whole cluster in the window's top line.
///
/// @param banner why HA is paused or the engine is not well; empty when neither
/// @param paused the banner is about a pause, which can be ended
/// @param incidents open ones
/// @param vms those that are to run
/// @param gaps how many of them are not protected
public record LiveReading(
    Statement incidentsSaid,
    Statement protectedSaid,
    Statement survives,
    Statement acts,
    String banner,
    boolean paused,
    int incidents,
    int hosts,
    int vms,
    int gaps) {
  /// One pill.
  public record Statement(Tone tone, String text) {}

  private static final long SECOND = 1_000_000_000L;

  /// @param open how many incidents the Overview shows
  public static LiveReading of(Snapshot snapshot, int open, Headroom headroom, Times times) {
    var state = snapshot.state();
    int counted = ProtectionOf.counted(state);
    int gaps = ProtectionOf.gaps(state).size();
    var pause = state.pause();
    var complaints = String.join(" ", snapshot.complaints());
    var banner =
        pause == null
            ? complaints
            : Texts.say(
                "pause.banner",
                pause.by(),
                pause.reason(),
                times.clock(snapshot.wallMillis(pause.untilNanos())),
                Times.countdown((pause.untilNanos() - state.nowNanos()) / SECOND));
    return new LiveReading(
        new Statement(open == 0 ? Tone.OK : Tone.WARN, Texts.say("pill.incidents", open)),
        new Statement(
            gaps == 0 ? Tone.OK : Tone.WARN, Texts.say("pill.protected", counted - gaps, counted)),
        survives(headroom, open),
        acts(snapshot, pause != null),
        banner,
        pause != null,
        open,
        state.hosts().size(),
        counted,
        gaps);
  }

  private static Statement survives(Headroom headroom, int open) {
    int may = headroom.hostsMayDie();
    var text = Texts.say(open > 0 ? "pill.survives.more" : "pill.survives", may);
    return new Statement(may > 0 ? Tone.OK : Tone.WARN, text);
  }

  private static Statement acts(Snapshot snapshot, boolean paused) {
    if (paused) return new Statement(Tone.WARN, Texts.say("pill.paused"));
    if (snapshot.state().claim().acts()) {
      return new Statement(Tone.OK, Texts.say("pill.acts", snapshot.engine()));
    }
    return snapshot.acting().isEmpty()
        ? new Statement(Tone.BAD, Texts.say("pill.nobody"))
        : new Statement(Tone.INFO, Texts.say("pill.other", snapshot.acting()));
  }
}
