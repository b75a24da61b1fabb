package org.leasehold.app.console.leasemap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.SlotState;

/// Reads one slot's inspection from a look at its volume.
final class Inspector {
  private static final int EVENTS_MAX = 4;

  private final MapLook look;
  private final int slot;
  private final List<Inspection.Fact> facts = new ArrayList<>();

  private Inspector(MapLook look, int slot) {
    this.look = look;
    this.slot = slot;
  }

  static Inspection of(MapLook look, int slot) {
    return new Inspector(look, slot).read();
  }

  private void fact(String key, String value) {
    if (!value.isEmpty()) facts.add(new Inspection.Fact(Texts.say("inspect." + key), value));
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private Inspection read() {
    if (slot == Geometry.LOCKSPACE_SLOT) return system("slot.lockspace", "inspect.lockspace");
    if (slot == Geometry.INDEX_SLOT) return system("slot.index", "inspect.index");
    var title = new MapReader(look).title(slot);
    boolean present = look.volume().slots().containsKey(slot);
    if (!present) {
      place();
      return inspection(title, Tone.NONE, Texts.say("inspect.unused"), "", null);
    }
    var vm = vm();
    return judged(title, look.volume().state(slot, look.history(), look.nowNanos()), vm);
  }

  private Inspection system(String title, String text) {
    place();
    return inspection(
        Texts.say(title), Tone.INFO, Texts.say(text + ".strong"), Texts.say(text), null);
  }

  private void place() {
    var form = look.volume().geometry();
    fact(
        "place",
        Texts.say("inspect.place.value", number(slot), Long.toString(form.slotOffsetBytes(slot))));
  }

  private @Nullable VmId vm() {
    var cluster = look.cluster();
    var document = cluster == null ? null : cluster.state().document();
    var name = leaseName();
    if (document == null || name.isEmpty()) return null;
    for (var entry : document.vms().values()) {
      if (entry.id().lease().text().equals(name)) return entry.id();
    }
    return null;
  }

  private String leaseName() {
    return look.volume().lease(slot).map(lease -> lease.leader().resourceName()).orElse("");
  }

  private Inspection judged(String title, SlotState state, @Nullable VmId vm) {
    return switch (state) {
      case SlotState.Held held -> held(title, held.owner(), vm);
      case SlotState.Free free -> {
        fact("state", Texts.say("inspect.free.state"));
        if (free.lastOwnerId() > 0) {
          fact("lastowner", owner((int) free.lastOwnerId(), Long.toString(free.lastGeneration())));
        }
        version();
        place();
        next(vm);
        yield inspection(
            title,
            Tone.OK,
            Texts.say("inspect.free.strong"),
            Texts.say(free.clobbered() ? "inspect.free.clobbered" : "inspect.free.text"),
            vm);
      }
      case SlotState.Shared shared -> {
        fact("state", state.word());
        for (var owner : shared.owners()) {
          fact("owner", owner(owner.life().host().value(), owner.life().generation().toString()));
        }
        version();
        place();
        yield inspection(
            title, Tone.INFO, Texts.say("inspect.shared"), Texts.say("inspect.shared.text"), vm);
      }
      case SlotState.Ballot ballot -> {
        var under = judged(title, ballot.under(), vm);
        yield new Inspection(
            slot,
            title,
            Tone.INFO,
            Texts.say(
                ballot.abandoned() ? "inspect.ballot.stopped" : "inspect.ballot",
                look.name(ballot.by()),
                ballot.phase()),
            under.strong(),
            under.facts(),
            under.held(),
            under.events(),
            vm);
      }
      case SlotState.Corrupt corrupt -> flawed(title, corrupt.why().sentence(), corrupt.detail());
      case SlotState.Cleared cleared ->
          flawed(title, Texts.say("inspect.cleared"), cleared.lastName());
      case SlotState.NeverCreated _ -> flawed(title, Texts.say("inspect.zeros"), "");
      case SlotState.Empty _ -> flawed(title, Texts.say("inspect.empty"), "");
    };
  }

  private Inspection flawed(String title, String sentence, String detail) {
    fact("state", Texts.say("inspect.flawed.state"));
    fact("read", detail);
    place();
    var strong = sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1) + ".";
    return inspection(title, Tone.BAD, strong, Texts.say("inspect.flawed.text"), null);
  }

  private String owner(int host, String generation) {
    return Texts.say("inspect.owner.value", look.name(new HostId(host)), host, generation);
  }

  private void version() {
    look.volume()
        .lease(slot)
        .ifPresent(lease -> fact("version", number(lease.leader().leaseVersion())));
  }

  private Inspection held(String title, SlotState.Owner owner, @Nullable VmId vm) {
    var standing = look.owner(owner.life());
    var host = owner.life().host();
    var name = look.name(host);
    fact("state", Texts.say("inspect.held." + standing.stage().name().toLowerCase(Locale.ROOT)));
    fact("owner", owner(host.value(), owner.life().generation().toString()));
    version();
    place();
    long wall = look.wallMillis();
    if (standing.ageSeconds() >= 0) {
      fact(
          "renewal",
          Texts.say(
              "inspect.renewal.value",
              look.times().clock(wall - standing.ageSeconds() * 1000),
              Times.age(standing.ageSeconds())));
    }
    int n = standing.ioTimeout().seconds();
    fact("dead", Texts.say("inspect.dead.value", n, standing.ioTimeout().hostDeadSeconds()));
    next(vm);
    var key = "inspect.note." + standing.stage().name().toLowerCase(Locale.ROOT);
    long ended = wall - (standing.ageSeconds() - standing.ioTimeout().renewalFailSeconds()) * 1000;
    return inspection(
        title,
        MapReader.tone(standing.stage()),
        Texts.say(key + ".strong", name),
        Texts.say(
            key,
            name,
            look.times().clock(wall + Math.max(0, standing.deadInSeconds()) * 1000),
            look.times().clock(ended),
            title,
            standing.why()),
        vm);
  }

  private void next(@Nullable VmId vm) {
    var cluster = look.cluster();
    if (cluster == null || vm == null) return;
    var state = cluster.state();
    fact("next", Names.inText(state, state.explain(vm)));
  }

  private Inspection inspection(
      String title, Tone tone, String strong, String text, @Nullable VmId vm) {
    return new Inspection(slot, title, tone, strong, text, facts, holdings(), events(title), vm);
  }

  private List<Inspection.Holding> holdings() {
    var rows = new ArrayList<Inspection.Holding>();
    long until = 0;
    for (var held : look.owners().of(leaseName())) {
      var from = look.times().clock(held.fromMillis());
      rows.add(
          new Inspection.Holding(
              Texts.say("inspect.held.version", number(held.version())),
              held.owner() < 1 ? "?" : look.name(new HostId(held.owner())),
              until == 0
                  ? Texts.say("inspect.held.since", from)
                  : Texts.say("inspect.held.between", from, look.times().clock(until))));
      until = held.fromMillis();
    }
    return rows;
  }

  private List<String> events(String title) {
    var cluster = look.cluster();
    if (cluster == null) return List.of();
    var lines = new ArrayList<String>();
    for (var line : cluster.recent().reversed()) {
      if (!line.subject().equals("vm " + title) || lines.size() == EVENTS_MAX) continue;
      lines.add(
          look.times().clock(line.wallMillis())
              + "  "
              + Names.inText(cluster.state(), line.what()));
    }
    return lines;
  }
}
