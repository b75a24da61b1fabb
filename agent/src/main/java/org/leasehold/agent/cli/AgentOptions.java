package org.leasehold.agent.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What `serve` was told.
///
/// @param libvirt connection URI
/// @param sanlockDir folder of the daemon's socket; null for its own default
public record AgentOptions(Places places, String libvirt, @Nullable Path sanlockDir) {}
