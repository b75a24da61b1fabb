package org.leasehold.app.cli.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.leasehold.app.cli.Ink;
import org.leasehold.app.cli.Ink.Colour;
import org.leasehold.app.cli.Table;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.volume.DeltaLease;
import org.leasehold.core.volume.Finding;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.IndexRecord;
import org.leasehold.core.volume.LeaseSlot;
import org.leasehold.core.volume.Liveness;

/// A volume as a page a person can read.
///
/// @param ink colours, where somebody looks
record VolumeTable(Ink ink) {

  List<String> page(Look look) {
    var lines = new ArrayList<String>();
    head(look, lines);
    hosts(look, lines);
    leases(look, lines);
    var findings = look.findings();
    if (!findings.isEmpty()) {
      lines.add("");
      lines.add(ink.paint(Colour.STRONG, "Findings"));
      lines.addAll(findings(findings));
    }
    return lines;
  }

  private void head(Look look, List<String> lines) {
    var volume = look.volume();
    long used = used(look);
    lines.add(ink.paint(Colour.STRONG, volume.path()));
    lines.add("  lockspace  " + volume.lockspaceName().orElse("unknown"));
    lines.add("  geometry   " + volume.geometry());
    lines.add(
        "  size       %s, %,d of %,d leases used"
            .formatted(mebibytes(volume.sizeBytes()), used, volume.capacity()));
    lines.add(
        "  made by    "
            + (volume.isOwn()
                ? "Leasehold"
                : "oVirt or another tool: inspected only, never written"));
    if (volume.isOwn()) lines.add("  master     " + master(look));
  }

  /// The lease that whoever changes the index holds.
  private static String master(Look look) {
    var state = look.volume().state(Geometry.MASTER_SLOT, look.history(), look.nowNanos());
    return StateText.word(state) + ", " + new StateText(look.history().heartbeats()).detail(state);
  }

  private static long used(Look look) {
    return look.volume().index().records().stream()
        .filter(record -> !(record instanceof IndexRecord.Free))
        .count();
  }

  private static String mebibytes(long bytes) {
    return bytes % Geometry.MEBIBYTE == 0
        ? bytes / Geometry.MEBIBYTE + " MiB"
        : "%,d bytes".formatted(bytes);
  }

  private void hosts(Look look, List<String> lines) {
    lines.add("");
    lines.add(ink.paint(Colour.STRONG, "Hosts"));
    var table = new Table("id", "name", "generation", "last renewal", "io timeout", "state");
    for (var host : look.volume().lockspace().joined().values()) {
      var liveness =
          look.history()
              .heartbeats()
              .judge(new HostLife(host.host(), host.generation()), look.nowNanos());
      table.add(
          colour(liveness),
          5,
          host.host().toString(),
          host.hostName(),
          host.generation().toString(),
          host.left() ? "-" : host.timestamp() + " s of its clock",
          host.ioTimeoutSeconds() + " s",
          words(host, liveness));
    }
    if (table.isEmpty()) {
      lines.add(
          look.volume().lockspace().exists()
              ? "  no host ever joined"
              : "  no lockspace here; oVirt's is a separate volume: give it with --ids");
      return;
    }
    lines.addAll(table.lines(ink));
  }

  private static String words(DeltaLease.Joined host, Liveness liveness) {
    if (host.left()) return "left";
    return switch (liveness) {
      case Liveness.Live live -> "live, renewed " + live.ageSeconds() + " s ago";
      case Liveness.Failing failing ->
          "failing, silent for %d s, dead in %d s"
              .formatted(failing.ageSeconds(), failing.deadInSeconds());
      case Liveness.Dead dead -> "dead, silent for " + dead.ageSeconds() + " s";
      case Liveness.Unknown unknown ->
          "unknown, observing: known in at most " + unknown.knownInSeconds() + " s";
      case Liveness.Stale stale -> stale.why().sentence();
    };
  }

  private static Colour colour(Liveness liveness) {
    return switch (liveness) {
      case Liveness.Live _ -> Colour.GOOD;
      case Liveness.Failing _ -> Colour.WARN;
      case Liveness.Dead _ -> Colour.BAD;
      case Liveness.Unknown _ -> Colour.STRONG;
      case Liveness.Stale _ -> Colour.QUIET;
    };
  }

  private void leases(Look look, List<String> lines) {
    lines.add("");
    lines.add(ink.paint(Colour.STRONG, "Leases"));
    var text = new StateText(look.history().heartbeats());
    var table = new Table("record", "lease", "offset", "version", "state", "");
    for (var record : look.volume().index().records()) {
      switch (record) {
        case IndexRecord.Free _ -> {}
        case IndexRecord.Used used -> row(look, used.record(), used.id(), text, table);
        case IndexRecord.Corrupt corrupt ->
            table.add(
                Colour.BAD,
                4,
                Integer.toString(corrupt.record()),
                "?",
                offset(look, corrupt.record()),
                version(look, corrupt.record()),
                "corrupt",
                corrupt.why().sentence());
      }
    }
    lines.addAll(table.isEmpty() ? List.of("  none") : table.lines(ink));
  }

  private static void row(Look look, int record, String id, StateText text, Table table) {
    var state = look.state(record);
    table.add(
        StateText.colour(state),
        4,
        Integer.toString(record),
        id,
        offset(look, record),
        version(look, record),
        StateText.word(state),
        text.detail(state));
  }

  private static String version(Look look, int record) {
    return look.volume()
        .lease(Geometry.slotOf(record))
        .map(LeaseSlot::version)
        .filter(OptionalLong::isPresent)
        .map(version -> Long.toUnsignedString(version.getAsLong()))
        .orElse("?");
  }

  private static String offset(Look look, int record) {
    return Long.toString(look.volume().geometry().leaseOffsetBytes(record));
  }

  List<String> findings(List<Finding> findings) {
    var lines = new ArrayList<String>();
    for (var finding : findings) {
      lines.add(
          "  %s  %s".formatted(ink.paint(colour(finding), severity(finding)), place(finding)));
      lines.add("           read     " + finding.read());
      lines.add("           means    " + finding.meaning());
      lines.add("           do       " + finding.action());
    }
    return lines;
  }

  private static String severity(Finding finding) {
    return "%-8s".formatted(finding.severity().name().toLowerCase(java.util.Locale.ROOT));
  }

  private static String place(Finding finding) {
    var slot = finding.slot();
    var where = slot.isPresent() ? "slot " + slot.getAsInt() + ", offset " : "offset ";
    var record = finding.record();
    var which = record.isPresent() ? " (record " + record.getAsInt() + ")" : "";
    return finding.code().word() + " at " + where + finding.offsetBytes() + which;
  }

  private static Colour colour(Finding finding) {
    return switch (finding.severity()) {
      case INFO -> Colour.QUIET;
      case WARNING -> Colour.WARN;
      case ERROR, CRITICAL -> Colour.BAD;
    };
  }
}
