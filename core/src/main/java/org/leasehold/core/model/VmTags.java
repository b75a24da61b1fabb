package org.leasehold.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What may be a tag of a VM: words for people, so that VMs can be found and chosen together. They
/// decide nothing.
public final class VmTags {
  /// Most tags of one VM.
  public static final int COUNT_MAX = 16;

  private VmTags() {}

  /// Why these are not accepted.
  ///
  /// @return one sentence; null when they are fine
  public static @Nullable String refusal(List<String> tags) {
    if (tags.size() > COUNT_MAX) return "a VM has at most %d tags".formatted(COUNT_MAX);
    for (var tag : tags) {
      if (!tag.matches("[A-Za-z0-9._-]{1,40}")) {
        return "a tag has 1 to 40 letters, digits, dots, dashes, not '%s'"
            .formatted(tag.replaceAll("\\p{Cntrl}", "?"));
      }
    }
    return null;
  }
}
