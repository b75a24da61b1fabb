package org.leasehold.core.model;

/// How a host's power can be switched.
///
/// @param enabled power fencing may be used for this host
/// @param description for people: kind and address of the device, no secret
public record FenceSettings(boolean enabled, String description) {
  public static final FenceSettings NONE = new FenceSettings(false, "");
}
