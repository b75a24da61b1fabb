package org.leasehold.agent.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What `serve` was told.
///
/// @param libvirt connection URI
/// @param sanlockDir folder of the daemon's socket; null for its own default
/// @param unknownStorage let libvirt migrate over shared file systems that it does not know as such
public record AgentOptions(
    Places places, String libvirt, @Nullable Path sanlockDir, boolean unknownStorage) {
  public AgentOptions(Places places, String libvirt, @Nullable Path sanlockDir) {
    this(places, libvirt, sanlockDir, false);
  }
}
