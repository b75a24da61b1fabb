package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.Protection;

/// Can the target protect what it starts (S3, S12, C9)?
final class TargetGates {
  private TargetGates() {}

  static @Nullable String unfit(StartCase start) {
    boolean unfit =
        start.target().unfit() || start.report().protection().proof() == Protection.Proof.UNFIT;
    return unfit && start.entry().isProtected()
        ? start.targetName() + " is unfit: a start could not be proven there; check it"
        : null;
  }

  static @Nullable String grade(StartCase start) {
    return start.entry().isProtected() && start.report().protection().grade() == Grade.NOT_PROTECTED
        ? start.targetName()
            + " cannot protect: "
            + String.join(", ", start.report().protection().reasons())
        : null;
  }

  static @Nullable String joined(StartCase start) {
    if (start.lockspace() == null) return null;
    var space = start.space();
    if (space == null) return start.targetName() + " has not joined " + start.lockspace();
    return space.isRenewing()
        ? null
        : "%s is %s in %s, last renewal %d s ago"
            .formatted(
                start.targetName(),
                space.standing(),
                start.lockspace(),
                space.renewalAgeMillis() / 1000);
  }
}
