package org.leasehold.app.console.vms;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.Wanted;

/// What can be asked for chosen VMs.
enum VmAction {
  START,
  STOP,
  REBOOT,
  KILL,
  PAUSE,
  RESUME,
  MIGRATE,
  MODE,
  KEEP,
  UNKEEP,
  TAKE_OVER,
  ACCEPT,
  RELEASE;

  /// Key of its texts.
  String word() {
    return name().toLowerCase(Locale.ROOT).replace("_", "");
  }

  /// Why a VM is left out of it.
  ///
  /// @return empty when it is not
  String not(EngineState state, VmId id) {
    var entry = entry(state, id);
    if (entry == null) return Texts.say("act.not.gone");
    var vm = state.vms().get(id);
    var status = vm == null ? VmStatus.UNASSIGNED : vm.status();
    boolean down = status == VmStatus.DOWN || status == VmStatus.UNASSIGNED;
    boolean starting = vm != null && vm.start() != null;
    return switch (this) {
      case START -> down && !starting ? "" : is(status);
      case STOP, KILL -> down && entry.wanted().state() != Wanted.State.RUNNING ? is(status) : "";
      case MIGRATE, PAUSE -> status == VmStatus.UP ? "" : is(status);
      case REBOOT -> {
        if (status != VmStatus.UP) yield is(status);
        if (state.pause() != null) yield Texts.say("act.not.halted");
        boolean wanted = entry.wanted().state() == Wanted.State.RUNNING;
        yield wanted ? "" : Texts.say("act.not.unwanted");
      }
      case RESUME -> status == VmStatus.PAUSED && !starting ? "" : is(status);
      case MODE, RELEASE -> {
        if (status == VmStatus.UNASSIGNED || starting) yield is(status);
        if (down || runsOn(vm) != null) yield "";
        boolean unsettled = status == VmStatus.UP || (vm != null && vm.migration() != null);
        yield Texts.say(unsettled ? "act.not.settled" : "act.not.first", status.word());
      }
      case KEEP ->
          entry.wanted().state() == Wanted.State.MAINTENANCE ? Texts.say("act.not.kept") : "";
      case UNKEEP ->
          entry.wanted().state() == Wanted.State.MAINTENANCE ? "" : Texts.say("act.not.unkept");
      case TAKE_OVER -> {
        if (drift(vm).isEmpty() && (down || !differs(state, entry))) {
          yield Texts.say("act.not.drift");
        }
        yield runsOn(vm) != null ? "" : Texts.say("act.not.settled");
      }
      case ACCEPT -> differs(state, entry) && down ? "" : Texts.say("act.not.disks");
    };
  }

  /// The one host where it runs, when nothing else is going on with it.
  static @Nullable HostId runsOn(@Nullable VmRecord vm) {
    if (vm == null || vm.status() != VmStatus.UP) return null;
    boolean settled = vm.copies().size() == 1 && vm.migration() == null && vm.start() == null;
    return settled ? vm.host() : null;
  }

  /// How what runs differs from the definition, as its host tells; empty where it does not.
  static String drift(@Nullable VmRecord vm) {
    if (vm == null) return "";
    for (var copy : vm.copies().values()) {
      if (!copy.seen().drift().isEmpty()) return copy.seen().drift();
    }
    return "";
  }

  private static String is(VmStatus status) {
    return Texts.say("act.not.is", status.word());
  }

  private static boolean differs(EngineState state, VmEntry entry) {
    var live = entry.live();
    if (live != null && !live.disks().equals(entry.disks())) return true;
    var vm = state.vms().get(entry.id());
    var seen = vm == null ? null : vm.disks();
    return seen != null && !seen.disks().equals(entry.disks());
  }

  static @Nullable VmEntry entry(EngineState state, VmId id) {
    var document = state.document();
    return document == null ? null : document.vms().get(id);
  }

  static String name(EngineState state, VmId id) {
    return Names.of(state, id);
  }
}
