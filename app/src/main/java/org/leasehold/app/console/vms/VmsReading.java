package org.leasehold.app.console.vms;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.Halted;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.live.ProtectionOf;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.Wanted;
import org.leasehold.core.monitor.Snapshot;

/// Every VM at one moment; made away from the window's thread.
///
/// @param rows by name
public record VmsReading(List<VmRow> rows) {
  static final VmsReading NONE = new VmsReading(List.of());
  private static final long SECOND = 1_000_000_000L;

  public VmsReading {
    rows = List.copyOf(rows);
  }

  public static VmsReading of(Snapshot snapshot) {
    var state = snapshot.state();
    var document = state.document();
    if (document == null) return NONE;
    Set<VmId> gaps = new TreeSet<>();
    for (var gap : ProtectionOf.gaps(state)) gaps.add(gap.vm());
    var rows = new ArrayList<VmRow>(document.vms().size());
    for (var entry : document.vms().values()) {
      rows.add(row(state, entry, gaps.contains(entry.id())));
    }
    rows.sort(Comparator.comparing(VmRow::name).thenComparing(VmRow::vm));
    return new VmsReading(rows);
  }

  private static VmRow row(EngineState state, VmEntry entry, boolean gap) {
    var vm = state.vms().get(entry.id());
    var status = vm == null ? VmStatus.UNASSIGNED : vm.status();
    boolean wanted = entry.wanted().state() == Wanted.State.RUNNING;
    var host = vm == null ? null : vm.host();
    var document = state.document();
    var domain = entry.leaseDomain();
    var store = document == null || domain == null ? null : document.stores().get(domain);
    var version = vm == null ? null : vm.version();
    boolean halted = Halted.is(vm);
    var tone = halted ? Tone.INFO : tone(status, wanted);
    boolean trouble = tone == Tone.BAD || tone == Tone.WARN;
    return new VmRow(
        entry.id(),
        entry.name(),
        tone,
        status.word(),
        host == null || status == VmStatus.DOWN ? "" : Names.of(state, host),
        mode(entry.mode()),
        entry.mode() != HaMode.PROTECTED ? Tone.NONE : gap ? Tone.WARN : Tone.OK,
        wanted(entry.wanted()),
        entry.priority(),
        entry.memoryMiB(),
        version == null ? "" : version.toString(),
        store == null ? "" : store.name(),
        entry.apartFrom(),
        String.join(", ", entry.tags()),
        halted ? Texts.say("vms.next.halted") : next(state, vm, trouble),
        trouble,
        gap);
  }

  /// Off is fine where it is wanted so.
  static Tone tone(VmStatus status, boolean wanted) {
    return switch (status) {
      case UP -> Tone.OK;
      case STARTING, REBOOTING, POWERING_DOWN, SAVING, MIGRATING -> Tone.INFO;
      case PAUSED, NOT_RESPONDING -> Tone.BAD;
      case UNKNOWN -> Tone.WARN;
      case DOWN, UNASSIGNED -> wanted ? Tone.WARN : Tone.NONE;
    };
  }

  static String mode(HaMode mode) {
    return Texts.say("vms.mode." + mode.name().toLowerCase(Locale.ROOT));
  }

  static String wanted(Wanted wanted) {
    return Texts.say("vms.wanted." + wanted.state().name().toLowerCase(Locale.ROOT));
  }

  private static String next(EngineState state, @Nullable VmRecord vm, boolean trouble) {
    if (vm == null) return "";
    var migration = vm.migration();
    if (migration != null) {
      return Texts.say(
          "vms.next.moves", Names.of(state, migration.from()), Names.of(state, migration.to()));
    }
    var prediction = vm.prediction();
    if (prediction != null && vm.start() == null) {
      long from = (prediction.earliestNanos() - state.nowNanos()) / SECOND;
      long to = (prediction.latestNanos() - state.nowNanos()) / SECOND;
      var plan = vm.plan();
      var where = plan == null ? "" : Names.of(state, plan);
      return plan == null
          ? Texts.say("vms.next.waits", Names.inText(state, state.explain(vm.id())))
          : Texts.say("vms.next.starts", where, Times.countdown(from), Times.countdown(to));
    }
    return trouble || vm.explanation() != null ? Names.inText(state, state.explain(vm.id())) : "";
  }
}
