package org.leasehold.core.model;

import java.util.List;

/// How a VM ended, raw: the engine classifies, so a wrong class can be corrected from the journal.
///
/// @param marks what the agent saw, in the order of [ExitMark]; may be empty
/// @param signal the signal that ended QEMU, 0 when none is known
/// @param text libvirt's own words, for people
public record ExitEvidence(List<ExitMark> marks, int signal, String text) {
  public ExitEvidence {
    marks = marks.stream().sorted().distinct().toList();
  }

  public static ExitEvidence of(ExitMark... marks) {
    return new ExitEvidence(List.of(marks), 0, "");
  }

  public boolean has(ExitMark mark) {
    return marks.contains(mark);
  }
}
