package org.leasehold.core.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// One power device of a host.
///
/// @param name for people, once per host, such as `bmc` or `pdu-left`
/// @param order 1..4: lower orders are tried first; devices of the same order must all be off
/// @param agent a program of [FenceAgents]
/// @param options for that program, such as `ip` and `plug`; never a secret
/// @param secret under which name the agents keep its password; empty when it needs none
public record FenceDevice(
    String name, int order, String agent, SortedMap<String, String> options, String secret) {
  public FenceDevice {
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
  }

  /// For people: "bmc (fence_ipmilan at 192.0.2.21)".
  public String inWords() {
    var at = options.getOrDefault("ip", options.getOrDefault("ipaddr", ""));
    return at.isEmpty()
        ? "%s (%s)".formatted(name, agent)
        : "%s (%s at %s)".formatted(name, agent, at);
  }
}
