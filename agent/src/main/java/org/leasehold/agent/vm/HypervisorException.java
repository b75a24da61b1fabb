package org.leasehold.agent.vm;

/// The hypervisor did not do what was asked: one sentence for people.
public final class HypervisorException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String detail;

  /// @param sentence for people
  /// @param detail the hypervisor's own words; may be empty
  public HypervisorException(Kind kind, String sentence, String detail) {
    super(sentence);
    this.kind = kind;
    this.detail = detail;
  }

  public Kind kind() {
    return kind;
  }

  /// One sentence for people; the same as the message.
  public String sentence() {
    return String.valueOf(getMessage());
  }

  /// The hypervisor's own words.
  public String detail() {
    return detail;
  }

  /// What it means, as far as somebody acts on it.
  ///
  /// @see "libvirt include/libvirt/virterror.h; src/locking/lock_driver_sanlock.c"
  public enum Kind {
    /// No daemon, or the connection broke: nothing was asked, or it is not known.
    NOT_CONNECTED,
    /// The deadline passed; it may still take effect.
    NO_ANSWER,
    /// No VM of that id is known here.
    NO_SUCH_VM,
    /// The VM is not in a state for it.
    WRONG_STATE,
    /// A VM of that id or name is there already.
    EXISTS,
    /// The lease is held elsewhere.
    LEASE_HELD_ELSEWHERE,
    /// The lease's owner may be dead, and has to be waited for.
    LEASE_OWNER_SILENT,
    /// The lockspace is not joined here, or fails.
    LOCKSPACE_NOT_JOINED,
    /// The lease is held on this host by another process.
    LEASE_HELD_HERE,
    /// Any other trouble with the lease.
    LEASE_TROUBLE,
    /// The XML is not accepted.
    BAD_XML,
    /// This hypervisor cannot do that.
    UNSUPPORTED,
    OTHER
  }
}
