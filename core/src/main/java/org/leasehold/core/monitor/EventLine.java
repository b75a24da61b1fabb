package org.leasehold.core.monitor;

import org.leasehold.core.engine.Severity;

/// One journalled event.
///
/// @param number counts over all runs of the engine, 1 and up
/// @param wallMillis wall clock, for people
/// @param atNanos engine time within its run
/// @param severity how much it matters
/// @param id stable name such as `host.silent`
/// @param subject `host kvm1`, `vm web`, `engine`
/// @param what `up -> connecting`, or what was decided
/// @param because the arithmetic or reason; may be empty
/// @param incident number of the incident it belongs to, 0 for none
public record EventLine(
    long number,
    long wallMillis,
    long atNanos,
    Severity severity,
    String id,
    String subject,
    String what,
    String because,
    long incident) {}
