package org.leasehold.core.model;

/// Where one host sees a domain's xleases volume, as it was at enrolment (S2).
///
/// @param path absolute, without spaces
/// @param mountSource device or export, as in `/proc/self/mountinfo`
/// @param fileSystem file-system id, or the device's number
public record VolumePlace(String path, String mountSource, String fileSystem) {}
