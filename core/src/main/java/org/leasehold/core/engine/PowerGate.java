package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;

/// Whether the reason to switch a host's power still stands, asked between the devices of a host:
/// trying them takes minutes, and a host may come back meanwhile.
public final class PowerGate {
  private PowerGate() {}

  /// @param state the newest
  /// @return why not any more, null when it still stands
  public static @Nullable String closed(EngineState state, Command.PowerFence command) {
    if (!state.claim().acts() || !state.epoch().equals(command.header().epoch())) {
      return "this engine does not act any more";
    }
    var host = state.hosts().get(command.host());
    var treatment = host == null ? null : host.treatment();
    if (host == null || treatment == null || !command.header().id().equals(treatment.command())) {
      return "the case is closed";
    }
    if (command.power() == Command.PowerFence.Power.ON) return null;
    var t = new Turn(new Engine(), state, state.nowNanos());
    String lives = PowerRules.leaseLives(t, host);
    return lives != null ? lives : VantageRules.connectivity(t);
  }
}
