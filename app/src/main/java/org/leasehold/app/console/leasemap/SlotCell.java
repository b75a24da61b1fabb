package org.leasehold.app.console.leasemap;

/// One slot as it is drawn.
///
/// @param slot number, 0 and up
/// @param look how it is drawn
/// @param hostId owner, for its colour; 0 for none
/// @param title lease name, or what the slot is for
/// @param detail `v 31`, `0:48`, `checksum`
public record SlotCell(int slot, Look look, int hostId, String title, String detail) {
  /// How a slot is drawn; each differs in more than its colour.
  public enum Look {
    /// Lockspace, index, master lease.
    SYSTEM,
    /// Held by a host that renews.
    HELD,
    /// Held by a host whose renewals have stopped: a countdown runs.
    THREATENED,
    /// Held by a host that is dead or gone: the next start takes it.
    TAKEABLE,
    FREE,
    /// Cannot be used until it is repaired.
    CORRUPT,
    UNUSED
  }

  /// For screen readers and the filter.
  public String words() {
    return slot + " " + title + " " + detail;
  }
}
