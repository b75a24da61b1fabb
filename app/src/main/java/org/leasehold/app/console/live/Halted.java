package org.leasehold.app.console.live;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.PauseReason;

/// Whether a VM stands still because a person wants it so: no trouble, unlike a pause on an error.
public final class Halted {
  private Halted() {}

  public static boolean is(@Nullable VmRecord vm) {
    if (vm == null || vm.status() != VmStatus.PAUSED || vm.host() == null) return false;
    var copy = vm.copies().get(vm.host());
    return copy != null && copy.seen().pause() == PauseReason.USER;
  }
}
