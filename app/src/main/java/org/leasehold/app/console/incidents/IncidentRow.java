package org.leasehold.app.console.incidents;

import org.leasehold.app.console.parts.Tone;

/// One incident in the list.
///
/// @param number of the incident
/// @param title `kvm2 does not answer`
/// @param began `22 Nov 14:03`
/// @param state `open for 2:41`, `over after 2 min 41 s`
/// @param hosts the hosts concerned, for people
/// @param vms `5 of 6 VMs run again`
/// @param words all of it, for filter and screen reader
public record IncidentRow(
    long number,
    boolean open,
    Tone tone,
    String title,
    String began,
    String state,
    String hosts,
    String vms,
    String words) {}
