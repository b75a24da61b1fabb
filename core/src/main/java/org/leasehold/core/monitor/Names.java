package org.leasehold.core.monitor;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;

/// The names of hosts and VMs as the engine's lines use them: `host kvm1`, `vm web`.
final class Names {
  private final @Nullable ClusterDocument document;
  private @Nullable Map<String, VmId> vms;

  Names(EngineState state) {
    document = state.document();
  }

  String plain(HostId host) {
    var entry = document == null ? null : document.hosts().get(host);
    return entry == null ? host.toString() : entry.name();
  }

  String plain(VmId vm) {
    var entry = document == null ? null : document.vms().get(vm);
    return entry == null ? vm.text() : entry.name();
  }

  String host(HostId host) {
    return "host " + plain(host);
  }

  String vm(VmId vm) {
    return "vm " + plain(vm);
  }

  String on(@Nullable HostId host) {
    return host == null ? "" : " on " + plain(host);
  }

  /// @return null when the subject is no VM of the document
  @Nullable VmId vm(String subject) {
    if (document == null || !subject.startsWith("vm ")) return null;
    var known = vms;
    if (known == null) {
      known = new TreeMap<>();
      for (var entry : document.vms().values()) known.put("vm " + entry.name(), entry.id());
      vms = known;
    }
    return known.get(subject);
  }

  /// @return null when the subject is no host of the document
  @Nullable HostId hostOf(String subject) {
    if (document == null || !subject.startsWith("host ")) return null;
    for (var entry : document.hosts().values()) {
      if (subject.equals("host " + entry.name())) return entry.id();
    }
    return null;
  }
}
