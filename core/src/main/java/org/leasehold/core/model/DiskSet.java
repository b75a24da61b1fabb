package org.leasehold.core.model;

import java.util.List;

/// The writable disks of a VM.
///
/// @param sources path or device of each, in definition order
/// @param directOnly every writable disk has cache `none` or `directsync` (S5)
public record DiskSet(List<String> sources, boolean directOnly) {
  public static final DiskSet NONE = new DiskSet(List.of(), true);

  public DiskSet {
    sources = List.copyOf(sources);
  }
}
