package org.leasehold.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One VM in the cluster document: what the engine needs of its definition, and its policy.
///
/// @param id UUID
/// @param name for people
/// @param revision of the definition; what start answers refer to
/// @param memoryMiB the guest's memory and QEMU's overhead, in MiB
/// @param mode how it is kept alive
/// @param leaseDomain where its lease is; null unless `mode` is `PROTECTED`
/// @param priority 0..100, higher first
/// @param wanted what it should be doing
/// @param resume what a storage pause leads to
/// @param allowedHosts where it may run; empty means anywhere
/// @param startAfter VMs that must be up first, for at most the priority cap
/// @param apartFrom name of its spread group: members run on different hosts if possible; or empty
/// @param disks the writable disks last taken over into the definition
/// @param allowed what the admin allows for this VM beyond the default
/// @param live the last live disks, where they ever differed from the definition (S5); null: never
/// @param tags words people find and group it by, see [VmTags]; no rule of the engine reads them.
///   Older documents have none: null is none
public record VmEntry(
    VmId id,
    String name,
    long revision,
    long memoryMiB,
    HaMode mode,
    @Nullable LockspaceName leaseDomain,
    int priority,
    Wanted wanted,
    ResumeBehaviour resume,
    List<HostId> allowedHosts,
    List<VmId> startAfter,
    String apartFrom,
    DiskSet disks,
    Allowances allowed,
    @Nullable LiveDisks live,
    @Nullable List<String> tags) {
  /// Each is off by default.
  ///
  /// @param storageSideStop end it through the store when only management is lost
  /// @param startWhenFree start elsewhere when its lease is free though the silent owner lives (S4)
  /// @param restartWhenHung end and restart a QEMU that does not answer
  public record Allowances(
      boolean storageSideStop, boolean startWhenFree, boolean restartWhenHung) {
    public static final Allowances NONE = new Allowances(false, false, false);
  }

  /// A VM whose live disks never differed from its definition.
  public VmEntry(
      VmId id,
      String name,
      long revision,
      long memoryMiB,
      HaMode mode,
      @Nullable LockspaceName leaseDomain,
      int priority,
      Wanted wanted,
      ResumeBehaviour resume,
      List<HostId> allowedHosts,
      List<VmId> startAfter,
      String apartFrom,
      DiskSet disks,
      Allowances allowed) {
    this(
        id,
        name,
        revision,
        memoryMiB,
        mode,
        leaseDomain,
        priority,
        wanted,
        resume,
        allowedHosts,
        startAfter,
        apartFrom,
        disks,
        allowed,
        null,
        List.of());
  }

  public VmEntry {
    if (priority < 0 || priority > 100) {
      throw new IllegalArgumentException("priority out of 0..100: " + priority);
    }
    if ((mode == HaMode.PROTECTED) != (leaseDomain != null)) {
      throw new IllegalArgumentException("lease domain does not match the mode: " + mode);
    }
    allowedHosts = allowedHosts.stream().sorted().toList();
    startAfter = startAfter.stream().sorted().toList();
    tags = tags == null ? List.of() : tags.stream().distinct().sorted().toList();
  }

  /// By name; never null.
  @Override
  public List<String> tags() {
    return tags == null ? List.of() : tags;
  }

  public boolean isProtected() {
    return mode == HaMode.PROTECTED;
  }

  /// The same VM, with the policy of another entry: what a person sets. What is wanted, and the
  /// definition's facts, stay.
  public VmEntry withPolicyOf(VmEntry policy) {
    return new VmEntry(
        id,
        name,
        revision,
        memoryMiB,
        policy.mode,
        policy.leaseDomain,
        policy.priority,
        wanted,
        policy.resume,
        policy.allowedHosts,
        policy.startAfter,
        policy.apartFrom,
        disks,
        policy.allowed,
        live,
        policy.tags);
  }

  public VmEntry withWanted(Wanted next) {
    return new VmEntry(
        id,
        name,
        revision,
        memoryMiB,
        mode,
        leaseDomain,
        priority,
        next,
        resume,
        allowedHosts,
        startAfter,
        apartFrom,
        disks,
        allowed,
        live,
        tags);
  }

  /// The same VM with other disks, as the next revision of its definition.
  public VmEntry withDisks(DiskSet next) {
    return new VmEntry(
        id,
        name,
        revision + 1,
        memoryMiB,
        mode,
        leaseDomain,
        priority,
        wanted,
        resume,
        allowedHosts,
        startAfter,
        apartFrom,
        next,
        allowed,
        live,
        tags);
  }

  /// The same VM with another revision of its definition, kept alive in perhaps another way.
  public VmEntry redefined(
      long next, long nextMemoryMiB, DiskSet nextDisks, HaMode how, @Nullable LockspaceName where) {
    return new VmEntry(
        id,
        name,
        next,
        nextMemoryMiB,
        how,
        where,
        priority,
        wanted,
        resume,
        allowedHosts,
        startAfter,
        apartFrom,
        nextDisks,
        allowed,
        live,
        tags);
  }

  /// The same definition; only what is known of its live disks differs.
  public VmEntry withLive(@Nullable LiveDisks next) {
    return new VmEntry(
        id,
        name,
        revision,
        memoryMiB,
        mode,
        leaseDomain,
        priority,
        wanted,
        resume,
        allowedHosts,
        startAfter,
        apartFrom,
        disks,
        allowed,
        next,
        tags);
  }

  /// The same VM, found by other words.
  public VmEntry withTags(List<String> next) {
    return new VmEntry(
        id,
        name,
        revision,
        memoryMiB,
        mode,
        leaseDomain,
        priority,
        wanted,
        resume,
        allowedHosts,
        startAfter,
        apartFrom,
        disks,
        allowed,
        live,
        next);
  }
}
