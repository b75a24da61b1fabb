package org.leasehold.core.model;

import java.util.List;

/// A host's answer to "can it start there?" for one definition.
///
/// @param revision revision of the definition that was checked
/// @param reasons why not, for people; empty means yes
public record StartAnswer(long revision, List<String> reasons) {
  public StartAnswer {
    reasons = List.copyOf(reasons);
  }

  public boolean yes() {
    return reasons.isEmpty();
  }
}
