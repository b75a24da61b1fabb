package org.leasehold.app.console.leasemap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.leasehold.app.console.parts.Sparkline;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.volume.DeltaLease;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.IndexRecord;
import org.leasehold.core.volume.SlotState;

/// Reads the map from a look at a volume.
final class MapReader {
  private static final long HOUR_MILLIS = 3_600_000;

  private final MapLook look;

  MapReader(MapLook look) {
    this.look = look;
  }

  MapReading read(String name) {
    var volume = look.volume();
    var cells = new ArrayList<SlotCell>();
    cells.add(
        new SlotCell(
            Geometry.LOCKSPACE_SLOT,
            SlotCell.Look.SYSTEM,
            0,
            Texts.say("slot.lockspace"),
            hostsText()));
    cells.add(
        new SlotCell(
            Geometry.INDEX_SLOT, SlotCell.Look.SYSTEM, 0, Texts.say("slot.index"), recordsText()));
    int last = Geometry.FIRST_LEASE_SLOT + Math.max(volume.capacity(), used()) - 1;
    int flawed = 0;
    for (int slot = Geometry.MASTER_SLOT; slot <= last; slot++) {
      var cell = cell(slot);
      if (cell.look() == SlotCell.Look.CORRUPT) flawed++;
      cells.add(cell);
    }
    return new MapReading(
        name,
        about(name),
        flawed == 0 ? "" : Texts.say("map.flawed", flawed),
        hosts(),
        cells,
        look);
  }

  private int used() {
    int used = 0;
    for (var record : look.volume().index().records()) {
      if (record instanceof IndexRecord.Used) used = record.record() + 1;
    }
    return used;
  }

  private long leases() {
    return look.volume().index().records().stream()
        .filter(record -> record instanceof IndexRecord.Used)
        .count();
  }

  private String recordsText() {
    return Texts.say("slot.index.detail", number(leases()));
  }

  private String hostsText() {
    return Texts.say("slot.lockspace.detail", number(look.volume().lockspace().joined().size()));
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private String about(String called) {
    var volume = look.volume();
    var name = volume.lockspaceName().orElse(Texts.say("map.nameless"));
    var shown = name.length() > 16 ? name.substring(0, 13) + "…" : name;
    var begin = name.equals(called) ? "" : shown + " · ";
    var io =
        volume.lockspace().joined().values().stream()
            .findFirst()
            .map(joined -> Texts.say("map.io", joined.ioTimeout().seconds()))
            .orElse("");
    return Texts.say(
        "map.about",
        begin,
        number(volume.geometry().sectorBytes()),
        volume.geometry().slotMebibytes(),
        number(leases()),
        number(volume.capacity()),
        io);
  }

  private SlotCell cell(int slot) {
    var volume = look.volume();
    boolean named = record(slot) != null;
    if (!volume.slots().containsKey(slot) && !named) {
      return new SlotCell(slot, SlotCell.Look.UNUSED, 0, "", "");
    }
    return cell(slot, volume.state(slot, look.history(), look.nowNanos()));
  }

  private IndexRecord.@org.jspecify.annotations.Nullable Used record(int slot) {
    int record = slot - Geometry.FIRST_LEASE_SLOT;
    var records = look.volume().index().records();
    return record >= 0
            && record < records.size()
            && records.get(record) instanceof IndexRecord.Used used
        ? used
        : null;
  }

  String title(int slot) {
    if (slot == Geometry.MASTER_SLOT) return Texts.say("slot.master");
    var record = record(slot);
    var id =
        record != null
            ? record.id()
            : look.volume().lease(slot).map(l -> l.leader().resourceName()).orElse("");
    if (id.equals(LeaseId.ENGINE.text())) return Texts.say("slot.engine");
    return id.isEmpty() ? Texts.say("slot.number", number(slot)) : name(id);
  }

  /// A lease is named after its VM's id; people know the VM's name.
  private String name(String lease) {
    var cluster = look.cluster();
    var document = cluster == null ? null : cluster.state().document();
    if (document == null) return lease;
    for (var vm : document.vms().values()) {
      if (vm.id().lease().text().equals(lease)) return vm.name();
    }
    return lease;
  }

  private String version(int slot) {
    return look.volume()
        .lease(slot)
        .map(lease -> Texts.say("slot.version", number(lease.leader().leaseVersion())))
        .orElse("");
  }

  private SlotCell cell(int slot, SlotState state) {
    boolean master = slot == Geometry.MASTER_SLOT;
    var title = title(slot);
    return switch (state) {
      case SlotState.Free _ ->
          new SlotCell(
              slot,
              master ? SlotCell.Look.SYSTEM : SlotCell.Look.FREE,
              0,
              title,
              Texts.say("slot.free", version(slot)));
      case SlotState.Held held -> held(slot, title, held.owner());
      case SlotState.Shared shared ->
          new SlotCell(
              slot,
              SlotCell.Look.HELD,
              shared.owners().getFirst().life().host().value(),
              title,
              Texts.say("slot.shared", shared.owners().size()));
      case SlotState.Ballot ballot -> {
        var under = cell(slot, ballot.under());
        yield new SlotCell(
            slot,
            under.look(),
            under.hostId(),
            title,
            Texts.say(ballot.abandoned() ? "slot.ballot.stopped" : "slot.ballot"));
      }
      case SlotState.Cleared _ -> flawed(slot, title, Texts.say("slot.cleared"));
      case SlotState.NeverCreated _ -> flawed(slot, title, Texts.say("slot.zeros"));
      case SlotState.Empty _ -> flawed(slot, title, Texts.say("slot.empty"));
      case SlotState.Corrupt corrupt ->
          flawed(slot, title, corrupt.why().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    };
  }

  /// Without a record it is only a leftover; with one, a lease that cannot be taken.
  private SlotCell flawed(int slot, String title, String detail) {
    boolean named = record(slot) != null || slot == Geometry.MASTER_SLOT;
    return new SlotCell(
        slot,
        named ? SlotCell.Look.CORRUPT : SlotCell.Look.UNUSED,
        0,
        named ? title : "",
        named ? detail : "");
  }

  private SlotCell held(int slot, String title, SlotState.Owner owner) {
    var standing = look.owner(owner.life());
    int host = owner.life().host().value();
    return switch (standing.stage()) {
      case LIVE -> new SlotCell(slot, SlotCell.Look.HELD, host, title, version(slot));
      case UNKNOWN ->
          new SlotCell(slot, SlotCell.Look.HELD, host, title, Texts.say("slot.observing"));
      case LATE, FAILING ->
          new SlotCell(
              slot,
              SlotCell.Look.THREATENED,
              host,
              title,
              Times.countdown(standing.deadInSeconds()));
      case DEAD, GONE ->
          new SlotCell(slot, SlotCell.Look.TAKEABLE, host, title, Texts.say("slot.takeable"));
    };
  }

  private List<HeartbeatRow> hosts() {
    var rows = new ArrayList<HeartbeatRow>();
    for (var joined : look.volume().lockspace().joined().values()) rows.add(row(joined));
    for (var damaged : look.volume().lockspace().damaged()) rows.add(damaged(damaged));
    return rows;
  }

  private HeartbeatRow damaged(DeltaLease.Damaged damaged) {
    return new HeartbeatRow(
        damaged.host().value(),
        look.name(damaged.host()),
        damaged.host() + " · ?",
        Tone.BAD,
        Texts.say("beat.damaged"),
        damaged.why().sentence(),
        "",
        "",
        List.of(),
        0,
        1,
        false);
  }

  private HeartbeatRow row(DeltaLease.Joined joined) {
    HostId id = joined.host();
    var identity = Texts.say("beat.identity", id.toString(), joined.generation().toString());
    long to = look.wallMillis() / 1000 * 1000;
    if (joined.left()) {
      return new HeartbeatRow(
          id.value(),
          look.name(id),
          identity,
          Tone.NONE,
          Texts.say("beat.left"),
          "",
          "",
          "",
          List.of(),
          to - HOUR_MILLIS,
          to,
          false);
    }
    var standing = look.owner(joined.life());
    boolean threatened = standing.isThreatened();
    return new HeartbeatRow(
        id.value(),
        look.name(id),
        identity,
        tone(standing.stage()),
        Texts.say("beat." + standing.stage().name().toLowerCase(Locale.ROOT)),
        standing.ageSeconds() < 0
            ? Texts.say("beat.watching")
            : Texts.say("beat.ago", Times.age(standing.ageSeconds())),
        threatened ? look.times().clock(look.wallMillis() + standing.deadInSeconds() * 1000) : "",
        threatened ? Texts.say("beat.in", Times.countdown(standing.deadInSeconds())) : "",
        points(id),
        to - HOUR_MILLIS,
        to,
        threatened || standing.stage() == OwnerState.Stage.DEAD);
  }

  private List<Sparkline.Point> points(HostId host) {
    var points = new ArrayList<Sparkline.Point>();
    var space = look.lockspace();
    if (space == null) return points;
    for (var r : look.renewals().of(host, space)) {
      points.add(new Sparkline.Point(r.atMillis(), r.tookMillis()));
    }
    return points;
  }

  static Tone tone(OwnerState.Stage stage) {
    return switch (stage) {
      case LIVE -> Tone.OK;
      case LATE, FAILING -> Tone.WARN;
      case DEAD -> Tone.BAD;
      case UNKNOWN -> Tone.INFO;
      case GONE -> Tone.NONE;
    };
  }
}
