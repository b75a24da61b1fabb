package org.leasehold.core.engine;

import org.leasehold.core.model.BootId;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmReport;

/// A process of a VM as its host's latest report of its present boot shows it (S1).
///
/// @param host where
/// @param boot the boot it belongs to
/// @param atNanos when that report arrived
/// @param seen what the report says
public record Copy(HostId host, BootId boot, long atNanos, VmReport seen) {}
