package org.leasehold.app.console.live;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.Incident;

/// The last what-if of each host, to be held against what really happens there. One thread.
public final class Forecasts {
  private final TreeMap<HostId, Forecast> byHost = new TreeMap<>();

  public void keep(Forecast forecast) {
    for (var host : forecast.hosts()) byHost.put(host, forecast);
  }

  /// @return null where none was made of its host before it began
  public @Nullable Forecast of(Incident incident) {
    var host = incident.host();
    var found = host == null ? null : byHost.get(host);
    return found == null || found.madeMillis() > incident.openedMillis() ? null : found;
  }
}
