package org.leasehold.core.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;

/// Is it the silent host, or is it us? The connectivity threshold and the second vantage (S17).
final class VantageRules {
  /// Before a host that somebody reaches is probed again.
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private VantageRules() {}

  /// When half of the hosts are silent the trouble is likely ours.
  static @Nullable String connectivity(Turn t) {
    if (!t.holds(Safeguard.CONNECTIVITY_THRESHOLD)) return null;
    int silent = 0;
    int all = 0;
    for (var host : t.hosts.values()) {
      if (host.status() == HostStatus.MAINTENANCE) continue;
      all++;
      if (!host.status().answers()) silent++;
    }
    int percent = all == 0 ? 100 : silent * 100 / all;
    int limit = t.settings().treatment().connectivityPercent();
    return percent >= limit
        ? "connectivity: %d of %d hosts silent = %d %%, limit %d %%"
            .formatted(silent, all, percent, limit)
        : null;
  }

  /// Another host's agent must fail to reach it too, within the last minute (S17).
  static @Nullable String secondVantage(Turn t, HostRecord host, Treatment treatment) {
    if (!t.holds(Safeguard.SECOND_VANTAGE)) return null;
    boolean confirmed = false;
    for (var probe : treatment.probes()) {
      if (t.hasPassed(probe.value().atNanos(), Duration.ofMinutes(1))) continue;
      if (probe.value().reachable()) {
        if (t.hasPassed(probe.value().atNanos(), AGAIN)) probe(t, host.id());
        return "reachable: %s reaches it".formatted(t.name(probe.key()));
      }
      confirmed = true;
    }
    if (confirmed) return null;
    probe(t, host.id());
    return "second vantage: no other host has confirmed that it cannot be reached";
  }

  /// Asks one answering host, the next after the last one asked, to try.
  private static void probe(Turn t, HostId silent) {
    for (var pending : t.pending.values()) {
      if (pending.command() instanceof Command.Probe probe && probe.silent().equals(silent)) return;
    }
    for (var host : t.hosts.values()) {
      if (!host.status().answers() || host.id().equals(silent)) continue;
      t.order(
          new Command.Probe(t.header(host.id(), "second vantage"), host.id(), silent),
          "treatment.probe",
          t.name(silent),
          "probed from " + t.name(host.id()));
      return;
    }
  }

  static void probed(Turn t, Event.HostProbed event) {
    var host = t.hosts.get(event.silent());
    var treatment = host == null ? null : host.treatment();
    for (var pending : t.pending) {
      if (pending.value().command() instanceof Command.Probe probe
          && probe.silent().equals(event.silent())
          && probe.from().equals(event.from())) {
        t.pending = t.pending.without(pending.key());
      }
    }
    if (treatment == null) return;
    TreatmentRules.set(
        t,
        event.silent(),
        treatment.with(event.from(), new Treatment.Probe(event.reachable(), t.now)));
  }
}
