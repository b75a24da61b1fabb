package org.leasehold.app.console.hosts;

import java.util.List;
import java.util.Locale;
import org.leasehold.app.console.effect.Effect;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.Snapshot;

/// What a change of a host's power devices means.
///
/// @param device name of the one that is forgotten; else empty
record PowerEffects(Change change, HostId host, String device) implements Effect.Reader {
  enum Change {
    /// Its power may be switched.
    ENABLE,
    /// Its power is not switched; the devices stay.
    DISABLE,
    /// One device is forgotten, and its password with it.
    FORGET
  }

  @Override
  public Effect of(Snapshot snapshot, String choice) {
    var state = snapshot.state();
    var document = state.document();
    var entry = document == null ? null : document.hosts().get(host);
    var fence = entry == null ? FenceSettings.NONE : entry.fence();
    var name = Names.of(state, host);
    var key = "power." + change.name().toLowerCase(Locale.ROOT);
    boolean last = change == Change.FORGET && fence.devices().size() == 1;
    return new Effect(
        Texts.say(key + ".title", name, device),
        Texts.say(key + ".lead", name, device),
        List.of(),
        List.of(),
        last
            ? new Effect.Note(Tone.INFO, Texts.say("power.last"), Texts.say("power.last.text"))
            : Effect.Note.NONE,
        Texts.say(key + ".button"),
        change == Change.FORGET,
        "",
        blocked(fence),
        List.of(Effect.Ask.of("", new Request.SetFence(host, next(fence)))));
  }

  private String blocked(FenceSettings fence) {
    boolean known = fence.devices().stream().anyMatch(it -> it.name().equals(device));
    return switch (change) {
      case ENABLE ->
          fence.devices().isEmpty()
              ? Texts.say("power.not.none")
              : fence.enabled() ? Texts.say("power.not.on") : "";
      case DISABLE -> fence.enabled() ? "" : Texts.say("power.not.off");
      case FORGET -> known ? "" : Texts.say("power.not.known", device);
    };
  }

  private FenceSettings next(FenceSettings fence) {
    return switch (change) {
      case ENABLE -> fence.enabled(true);
      case DISABLE -> fence.enabled(false);
      case FORGET -> fence.without(device);
    };
  }
}
