package org.leasehold.app.console.live;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.Protection;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.Wanted;

/// Which VMs are not protected, and why (S12): never shown as fine.
public final class ProtectionOf {
  private ProtectionOf() {}

  /// @param vm which
  /// @param name for people
  /// @param why the first reason
  /// @param meaning what happens if its host dies
  /// @param fix what to do
  public record Gap(VmId vm, String name, String why, String meaning, String fix) {}

  /// VMs that are to run: those of which something can be said.
  public static int counted(EngineState state) {
    int count = 0;
    var document = state.document();
    if (document == null) return 0;
    for (var entry : document.vms().values()) if (counts(state, entry)) count++;
    return count;
  }

  private static boolean counts(EngineState state, VmEntry entry) {
    if (entry.wanted().state() == Wanted.State.RUNNING) return true;
    var vm = state.vms().get(entry.id());
    return vm != null && vm.status() == VmStatus.UP;
  }

  /// By name.
  public static List<Gap> gaps(EngineState state) {
    var gaps = new ArrayList<Gap>();
    var document = state.document();
    if (document == null) return gaps;
    for (var entry : document.vms().values()) {
      var gap = counts(state, entry) ? gap(state, entry) : null;
      if (gap != null) gaps.add(gap);
    }
    return gaps;
  }

  private static @Nullable Gap gap(EngineState state, VmEntry entry) {
    if (entry.mode() == HaMode.OFF) return gap(entry, "off");
    if (entry.mode() == HaMode.CONFIRM) return gap(entry, "confirm");
    if (!entry.disks().directOnly()) return gap(entry, "cache");
    var vm = state.vms().get(entry.id());
    var host = vm == null || vm.host() == null ? null : state.hosts().get(vm.host());
    var report = host == null ? null : host.report();
    if (host == null || report == null) return null;
    var protection = report.protection();
    var name = Names.of(state, host.id());
    if (protection.grade() == Grade.NOT_PROTECTED) {
      var reason = protection.reasons().isEmpty() ? "" : protection.reasons().getFirst();
      return gap(entry, "grade", name, reason);
    }
    if (protection.proof() == Protection.Proof.UNFIT) return gap(entry, "unfit", name);
    return capable(state, entry) < 2 ? gap(entry, "alone", name) : null;
  }

  private static int capable(EngineState state, VmEntry entry) {
    int able = 0;
    boolean asked = false;
    for (var host : state.hosts().values()) {
      var answer = host.answers().get(entry.id());
      if (answer == null) continue;
      asked = true;
      if (answer.yes()) able++;
    }
    return asked ? able : Integer.MAX_VALUE;
  }

  private static Gap gap(VmEntry entry, String reason, Object... values) {
    var key = "gap." + reason;
    return new Gap(
        entry.id(),
        entry.name(),
        Texts.say(key + ".why", values),
        Texts.say(key + ".meaning", values),
        Texts.say(key + ".fix", values));
  }
}
