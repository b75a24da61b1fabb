package org.leasehold.core.model;

/// One VM of the cluster, by its libvirt UUID; also the name of its lease.
///
/// @param text the UUID as text; kept to what sanlock and libvirt both accept as a name
public record VmId(String text) implements Comparable<VmId> {
  public VmId {
    SanlockName.checked("VM id", text);
  }

  /// The lease that protects this VM.
  public LeaseId lease() {
    return new LeaseId(text);
  }

  @Override
  public int compareTo(VmId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
