package org.leasehold.core.monitor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;

/// The connections to all hosts of the document, by host id.
final class Lines implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Lines.class.getName());

  private final Map<HostId, HostLine> all = new ConcurrentSkipListMap<>();
  private final Function<HostEntry, HostLine> maker;

  Lines(Function<HostEntry, HostLine> maker) {
    this.maker = maker;
  }

  /// Connects to what is new, lets go of what is gone; a changed address is a new connection.
  void follow(ClusterDocument document) {
    all.values()
        .removeIf(
            line -> {
              boolean goes = !isSame(line.entry(), document.hosts().get(line.id()));
              if (goes) line.close();
              return goes;
            });
    for (var entry : document.hosts().values()) {
      if (all.containsKey(entry.id()) || entry.address().equals(HostAddress.NONE)) continue;
      try {
        var line = maker.apply(entry);
        all.put(entry.id(), line);
        line.start();
      } catch (IllegalArgumentException e) {
        LOG.log(
            Level.SEVERE,
            "{0} cannot be reached as the document says: {1}",
            new Object[] {entry.name(), e.getMessage()});
      }
    }
  }

  private static boolean isSame(HostEntry mine, @Nullable HostEntry now) {
    return now != null && now.address().equals(mine.address()) && now.name().equals(mine.name());
  }

  Collection<HostLine> all() {
    return Collections.unmodifiableCollection(all.values());
  }

  Optional<HostLine> find(HostId host) {
    return Optional.ofNullable(all.get(host));
  }

  HostLine get(HostId host) throws CallException {
    return find(host)
        .orElseThrow(
            () -> new CallException(ErrorCode.UNKNOWN_NAME, "no host " + host + " is connected"));
  }

  /// Those whose agent says that it has joined a lockspace.
  List<HostLine> joined(LockspaceName lockspace) {
    var joined = new ArrayList<HostLine>();
    for (var line : all.values()) {
      boolean is =
          line.report().stream()
              .flatMap(report -> report.lockspaces().stream())
              .anyMatch(
                  one ->
                      one.lockspace().equals(lockspace)
                          && one.standing() == LockspaceReport.Standing.JOINED);
      if (is) joined.add(line);
    }
    return joined;
  }

  SortedMap<HostId, LinkView> views() {
    var views = new TreeMap<HostId, LinkView>();
    for (var line : all.values()) views.put(line.id(), line.view());
    return views;
  }

  @Override
  public void close() {
    all.values().forEach(HostLine::close);
  }
}
