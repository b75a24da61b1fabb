package org.leasehold.core.model;

import java.util.List;

/// A host's grade with its reasons (S12), and what the last proven start said (S3).
///
/// @param grade how leases are enforced there
/// @param proof whether a start's lease was verified in this boot
/// @param reasons why the grade is not better, for people
public record Protection(Grade grade, Proof proof, List<String> reasons) {
  /// `UNFIT`: a start's lease could not be verified; no starts until an operator has checked.
  public enum Proof {
    NOT_YET,
    PROVEN,
    UNFIT
  }

  public Protection {
    reasons = List.copyOf(reasons);
  }
}
