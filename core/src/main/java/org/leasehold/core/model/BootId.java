package org.leasehold.core.model;

/// One boot of a host's kernel: `/proc/sys/kernel/random/boot_id`. Another boot runs none of the
/// processes of the one before.
///
/// @param text not empty, at most 64 characters
public record BootId(String text) implements Comparable<BootId> {
  public BootId {
    if (text.isEmpty() || text.length() > 64) {
      throw new IllegalArgumentException("a boot id has 1 to 64 characters, not " + text.length());
    }
  }

  @Override
  public int compareTo(BootId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
