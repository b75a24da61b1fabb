package org.leasehold.core.engine;

import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;

/// Trouble with one storage domain, as hosts report it.
///
/// @param domain which
/// @param reporters hosts that report a problem, each with the time of its first report of it
/// @param inactive every host reported it for the debounce time: only a warning
public record StoreRecord(LockspaceName domain, Table<HostId, Long> reporters, boolean inactive) {}
