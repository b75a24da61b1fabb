package org.leasehold.core.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The cluster as people decided it; kept by every agent, the highest (epoch, revision) wins (S15).
///
/// @param epoch of the engine that wrote it
/// @param revision counts within the epoch
/// @param hosts by host id
/// @param stores by domain
/// @param vms by VM id
/// @param home the domain whose engine lease is the claim; null before the first domain
/// @param settings the engine's
public record ClusterDocument(
    Epoch epoch,
    long revision,
    SortedMap<HostId, HostEntry> hosts,
    SortedMap<LockspaceName, StoreEntry> stores,
    SortedMap<VmId, VmEntry> vms,
    @Nullable LockspaceName home,
    Settings settings) {
  /// Of a cluster that is being set up: nothing in it, and no claim possible yet.
  public static final ClusterDocument EMPTY =
      new ClusterDocument(
          Epoch.NONE, 0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), null, Settings.DEFAULT);

  public ClusterDocument {
    hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
    stores = Collections.unmodifiableSortedMap(new TreeMap<>(stores));
    vms = Collections.unmodifiableSortedMap(new TreeMap<>(vms));
  }

  /// Whether this one replaces `other` (S15).
  public boolean isNewerThan(ClusterDocument other) {
    int byEpoch = epoch.compareTo(other.epoch);
    return byEpoch > 0 || (byEpoch == 0 && revision > other.revision);
  }

  /// Whether it is of another cluster than `mine`. A cluster is known by its domains: two documents
  /// without one in common are of two clusters; one that has no domain yet fits to any.
  public boolean isForeignTo(ClusterDocument mine) {
    return mine.home != null && Collections.disjoint(stores.keySet(), mine.stores.keySet());
  }

  /// The same document as the first revision of an engine that has just got the claim: so its epoch
  /// is on every host before it changes anything.
  public ClusterDocument stamped(Epoch writer) {
    return new ClusterDocument(writer, revision + 1, hosts, stores, vms, home, settings);
  }

  /// The same document with one VM replaced, as the next revision of `writer`.
  public ClusterDocument with(Epoch writer, VmEntry vm) {
    var next = new TreeMap<>(vms);
    next.put(vm.id(), vm);
    return new ClusterDocument(writer, revision + 1, hosts, stores, next, home, settings);
  }

  /// The same document with one host replaced, as the next revision of `writer`.
  public ClusterDocument with(Epoch writer, HostEntry host) {
    var next = new TreeMap<>(hosts);
    next.put(host.id(), host);
    return new ClusterDocument(writer, revision + 1, next, stores, vms, home, settings);
  }

  /// The same document with other settings, as the next revision of `writer`.
  public ClusterDocument with(Epoch writer, Settings other) {
    return new ClusterDocument(writer, revision + 1, hosts, stores, vms, home, other);
  }

  /// The same document with one domain added or replaced, as the next revision of `writer`; the
  /// first becomes the home domain.
  public ClusterDocument with(Epoch writer, StoreEntry store) {
    var next = new TreeMap<>(stores);
    next.put(store.domain(), store);
    var first = home == null ? store.domain() : home;
    return new ClusterDocument(writer, revision + 1, hosts, next, vms, first, settings);
  }

  /// The same document with the claim in another of its domains, as the next revision of `writer`.
  public ClusterDocument withHome(Epoch writer, LockspaceName domain) {
    return new ClusterDocument(writer, revision + 1, hosts, stores, vms, domain, settings);
  }

  /// The same document without a host, as the next revision of `writer`.
  public ClusterDocument without(Epoch writer, HostId host) {
    var next = new TreeMap<>(hosts);
    next.remove(host);
    return new ClusterDocument(writer, revision + 1, next, stores, vms, home, settings);
  }

  /// The same document without a domain, as the next revision of `writer`; without the home domain
  /// there is none.
  public ClusterDocument without(Epoch writer, LockspaceName domain) {
    var next = new TreeMap<>(stores);
    next.remove(domain);
    var rest = domain.equals(home) ? null : home;
    return new ClusterDocument(writer, revision + 1, hosts, next, vms, rest, settings);
  }

  /// Why a store cannot be taken away yet.
  ///
  /// @return null when it can
  public @Nullable String needs(StoreEntry store) {
    var names = new ArrayList<String>();
    for (var vm : vms.values()) {
      if (store.domain().equals(vm.leaseDomain())) names.add(vm.name());
    }
    if (!names.isEmpty()) {
      return "it holds the leases of %s; release these VMs first"
          .formatted(String.join(", ", names));
    }
    return store.domain().equals(home) && stores.size() > 1
        ? "the engine's claim is kept in it; move that first: leasehold storage home NAME"
        : null;
  }

  /// The same document without a VM, as the next revision of `writer`.
  public ClusterDocument without(Epoch writer, VmId vm) {
    var next = new TreeMap<>(vms);
    next.remove(vm);
    return new ClusterDocument(writer, revision + 1, hosts, stores, next, home, settings);
  }
}
