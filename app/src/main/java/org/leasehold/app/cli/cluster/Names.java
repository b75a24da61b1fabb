package org.leasehold.app.cli.cluster;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.monitor.Snapshot;

/// Hosts, VMs and domains by the names people gave them; an unknown name is told with the known.
public record Names(ClusterDocument document) {
  public static Names of(Snapshot snapshot) {
    var document = snapshot.state().document();
    return new Names(document == null ? ClusterDocument.EMPTY : document);
  }

  /// A name that is not known.
  public static final class UnknownNameException extends Exception {
    private static final long serialVersionUID = 1;

    UnknownNameException(String sentence) {
      super(sentence);
    }
  }

  public HostEntry host(String name) throws UnknownNameException {
    return find(
        "host",
        name,
        document.hosts().values().stream(),
        entry -> List.of(entry.name(), entry.id().toString()));
  }

  public VmEntry vm(String name) throws UnknownNameException {
    return find(
        "VM",
        name,
        document.vms().values().stream(),
        entry -> List.of(entry.name(), entry.id().text()));
  }

  public StoreEntry store(String name) throws UnknownNameException {
    return find(
        "store",
        name,
        document.stores().values().stream(),
        entry -> List.of(entry.name(), entry.domain().text()));
  }

  public String of(@Nullable HostId host) {
    if (host == null) return "-";
    var entry = document.hosts().get(host);
    return entry == null ? "host " + host : entry.name();
  }

  public String of(@Nullable LockspaceName domain) {
    if (domain == null) return "-";
    var entry = document.stores().get(domain);
    return entry == null ? domain.text() : entry.name();
  }

  private static <E> E find(
      String what, String name, Stream<E> entries, Function<E, List<String>> names)
      throws UnknownNameException {
    var all = entries.toList();
    for (var entry : all) if (names.apply(entry).contains(name)) return entry;
    var known = all.stream().map(entry -> names.apply(entry).getFirst()).limit(20);
    throw new UnknownNameException(
        all.isEmpty()
            ? "no %s %s: the cluster has none yet".formatted(what, name)
            : "no %s %s; there are: %s"
                .formatted(what, name, known.collect(Collectors.joining(", "))));
  }
}
