package org.leasehold.agent.journal;

/// Every event an agent emits; `core/docs/events.md` is written from this list. An id never changes
/// meaning.
public enum EventId {
  AGENT_STARTED("agent.started", "The agent started; text tells its version, run and boot."),
  AGENT_STOPPED("agent.stopped", "The agent was asked to stop; VMs run on."),
  EPOCH_RAISED("engine.epoch", "A higher epoch was seen and written down."),
  CALL_REFUSED(
      "call.refused",
      "A changing call was refused: lower epoch, old, or resting on an older report (S15)."),
  CLAIM_HELD("claim.held", "This host holds the engine lease for an engine."),
  CLAIM_REFUSED("claim.refused", "The engine lease could not be taken; text names who holds it."),
  CLAIM_ENDED(
      "claim.ended", "The engine lease was given up: asked, connection lost, or no moving beat."),
  DOCUMENT_KEPT("document.kept", "A newer cluster document was written down."),
  DOCUMENT_REFUSED("document.refused", "A cluster document was refused as not newer."),
  DOCUMENT_LOST(
      "document.lost",
      "The cluster document kept here was replaced by one whose engine knew nothing of it: two"
          + " engines wrote apart from each other. It is kept aside; `leasehold document` shows"
          + " what it said otherwise."),
  LOCKSPACE_JOINED("lockspace.joined", "A lockspace was joined."),
  LOCKSPACE_LEFT("lockspace.left", "A lockspace was left."),
  LOCKSPACE_REFUSED(
      "lockspace.refused",
      "A lockspace was not joined: its volume is not the enrolled one (S2), or something runs"
          + " without a lease."),
  LOCKSPACE_LOST(
      "lockspace.lost", "A lockspace this host had joined is gone without having been left."),
  LEASE_CREATED("lease.created", "A lease was added to a volume."),
  LEASE_DELETED("lease.deleted", "A lease was removed from a volume."),
  VOLUME_CREATED("volume.created", "A volume was made."),
  STORE_STOP_ASKED(
      "store.stop.asked", "The owner of a lease was asked through the disk to end its VM (S17)."),
  STORE_RESET_ASKED("store.reset.asked", "A host was asked through the disk to reset itself."),
  VM_STARTED("vm.started", "A VM was started and its lease proven (S3)."),
  VM_START_FAILED(
      "vm.start.failed", "A start was refused or failed; text names who holds the lease."),
  VM_UNPROVEN(
      "vm.unproven", "A VM ran without the lease it should have held, and was ended (S3, S10)."),
  VM_RESUMED("vm.resumed", "A paused VM was resumed and its lease proven (S10)."),
  VM_RESUME_REFUSED(
      "vm.resume.refused",
      "A paused VM was not resumed, because it may have run elsewhere meanwhile (S10)."),
  VM_RESUMED_BY_HAND(
      "vm.resumed.by-hand",
      "Somebody resumed a VM past Leasehold; it was looked at after the fact."),
  VM_REBOOTED(
      "vm.rebooted", "The guest started anew in the same process; its lease was never given up."),
  VM_WATCHDOG(
      "vm.watchdog", "The watchdog device of a VM fired; text says what QEMU does about it."),
  VM_PAUSED("vm.paused", "A VM was paused, or paused itself; text says why."),
  VM_PAUSED_TOO_LONG(
      "vm.paused.too-long", "A VM paused on a storage error for longer than 8N was ended."),
  VM_ENDED("vm.ended", "The process of a VM is gone; text has the evidence."),
  VM_WITHOUT_LEASE(
      "vm.without-lease", "A protected VM runs without its lease: nothing protects it."),
  VM_OTHER_DEFINITION(
      "vm.other-definition",
      "Something else on this host can write the disk of a protected VM: another domain, a"
          + " definition without the lease, or a Pacemaker resource (S6)."),
  VM_MIGRATED("vm.migrated", "A VM moved; text says from where to where."),
  VM_MIGRATION_FAILED(
      "vm.migration.failed", "A migration did not work; text says what runs where."),
  VM_ADOPTED("vm.adopted", "A domain of libvirt became a VM of Leasehold."),
  VM_RELEASED("vm.released", "A VM was given back to libvirt."),
  HOST_UNFIT(
      "host.unfit", "A lease could not be proven here: no starts until somebody has looked (S3)."),
  HOST_CHECKED("host.checked", "Somebody has looked why a start could not be proven; fit again."),
  LIBVIRT_CONNECTED("libvirt.connected", "libvirt is reachable."),
  LIBVIRT_LOST("libvirt.lost", "libvirt is not reachable; VMs run on."),
  FENCED("fence.done", "A power device did what was asked and was verified."),
  FENCE_FAILED(
      "fence.failed", "A power device refused, did not answer, or says otherwise afterwards.");

  private final String text;
  private final String meaning;

  EventId(String text, String meaning) {
    this.text = text;
    this.meaning = meaning;
  }

  public String text() {
    return text;
  }

  public String meaning() {
    return meaning;
  }
}
