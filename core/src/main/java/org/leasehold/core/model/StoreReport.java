package org.leasehold.core.model;

/// Health of one storage domain as a host measures it.
///
/// @param domain which domain
/// @param errorCode 0 is well; else the errno of the last check
/// @param checkAgeMillis age of the last finished check
/// @param delayMillis how long that check took
public record StoreReport(
    LockspaceName domain, int errorCode, long checkAgeMillis, long delayMillis) {}
