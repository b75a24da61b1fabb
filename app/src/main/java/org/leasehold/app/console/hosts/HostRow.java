package org.leasehold.app.console.hosts;

import org.leasehold.app.console.parts.Tone;
import org.leasehold.core.model.HostId;

/// One host as a row of the table.
///
/// @param status in one word
/// @param since how long it is so
/// @param grade how leases are enforced there (S12), in words; empty while it does not answer
/// @param vms that are recorded on it
/// @param used share of its memory that is used, 0..1
/// @param kept share that is reserved for VMs that are to start there, 0..1
/// @param memory `41 of 64 GiB`; empty while it does not answer
/// @param renewal its slowest last renewal against the limit; empty without a lockspace
/// @param remark what must be looked at first; empty when nothing
public record HostRow(
    HostId host,
    String name,
    Tone tone,
    String status,
    String since,
    Tone gradeTone,
    String grade,
    int vms,
    double used,
    double kept,
    String memory,
    Tone renewalTone,
    String renewal,
    String remark) {}
