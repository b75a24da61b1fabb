package org.leasehold.app.console.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.leasemap.MapReading;
import org.leasehold.app.console.leasemap.SlotCell;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.monitor.Snapshot;

/// Everything that the palette can find.
///
/// @param snapshot null without a cluster
/// @param map the volume that the Lease map shows, null when none
record PaletteEntries(
    Shell shell, @Nullable Snapshot snapshot, @Nullable MapReading map, List<EventRow> events) {

  private static PaletteModel.Entry entry(
      String kind, String name, String detail, Runnable action) {
    return new PaletteModel.Entry(Texts.say("palette." + kind), name, detail, action);
  }

  List<PaletteModel.Entry> all() {
    var all = new ArrayList<PaletteModel.Entry>();
    actions(all);
    var now = snapshot;
    if (now != null && shell.hasCluster()) {
      hosts(all, now);
      vms(all, now);
    }
    leases(all);
    for (var row : events) {
      all.add(
          entry(
              "event",
              row.subject() + " " + row.what(),
              row.clock() + " " + row.because(),
              () -> shell.findEvent(row)));
    }
    return all;
  }

  private void actions(List<PaletteModel.Entry> all) {
    if (shell.hasCluster()) {
      for (var screen : Screen.values()) {
        all.add(
            entry(
                "action",
                Texts.say("palette.open", Texts.say("screen." + screen.word())),
                "Ctrl+" + screen.digit(),
                () -> shell.open(screen)));
      }
      if (snapshot != null && snapshot.state().pause() != null) {
        all.add(entry("action", Texts.say("palette.resume"), "", shell::resumeHa));
      } else {
        all.add(entry("action", Texts.say("palette.pause"), "", shell::pauseHa));
      }
    }
    var notices = shell.notices();
    if (notices != null && shell.hasCluster()) {
      boolean quiet = notices.isQuiet();
      all.add(
          entry(
              "action",
              Texts.say(quiet ? "palette.loud" : "palette.quiet"),
              "",
              () -> notices.quiet(!quiet)));
    }
    if (map != null)
      all.add(entry("action", Texts.say("map.check"), map.name(), shell::checkVolume));
    all.add(entry("action", Texts.say("map.open"), "Ctrl+O", shell::askForVolume));
    if (shell.starts().connector() != null) {
      all.add(entry("action", Texts.say("palette.connect"), "", shell::connect));
    }
    all.add(
        entry(
            "action", Texts.say("top.theme"), "Ctrl+T", () -> shell.theme(shell.theme().other())));
  }

  private void hosts(List<PaletteModel.Entry> all, Snapshot now) {
    for (var host : now.state().hosts().values()) {
      var name = Names.of(now.state(), host.id());
      all.add(entry("host", name, host.status().word(), () -> shell.showHostInFull(host.id())));
      if (!host.status().answers()) {
        all.add(
            entry(
                "action",
                Texts.say("palette.confirm", name),
                host.status().word(),
                () -> shell.confirmRebooted(host.id())));
      }
    }
  }

  private void vms(List<PaletteModel.Entry> all, Snapshot now) {
    var state = now.state();
    var document = state.document();
    if (document == null) return;
    for (var vm : document.vms().values()) {
      all.add(
          entry(
              "vm",
              vm.name(),
              Names.inText(state, state.explain(vm.id())),
              () -> shell.showVm(vm.id())));
    }
  }

  private void leases(List<PaletteModel.Entry> all) {
    var shown = map;
    if (shown == null) return;
    for (var cell : shown.cells()) {
      if (cell.look() == SlotCell.Look.UNUSED) continue;
      var state = Texts.say("slot.look." + cell.look().name().toLowerCase(Locale.ROOT));
      all.add(
          entry(
              "lease",
              cell.title(),
              Texts.say("palette.slot", cell.slot(), state, cell.detail()),
              () -> shell.showSlot(cell.slot())));
    }
  }
}
