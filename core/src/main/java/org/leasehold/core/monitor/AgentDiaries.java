package org.leasehold.core.monitor;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.HostTopic;

/// Fetches what agents wrote down by themselves, also while no engine was there, and lets them
/// forget it only when it is in our journal: nothing is lost over restarts of either.
final class AgentDiaries {
  private static final Logger LOG = Logger.getLogger(AgentDiaries.class.getName());
  private static final int AT_ONCE = 200;

  private final Inbox inbox;
  private final Chronicle chronicle;
  private final StepJournal journal;
  private final Map<HostId, Long> known;
  private final Set<HostId> fetching = ConcurrentHashMap.newKeySet();

  AgentDiaries(Inbox inbox, Chronicle chronicle, StepJournal journal) {
    this.inbox = inbox;
    this.chronicle = chronicle;
    this.journal = journal;
    known = new ConcurrentHashMap<>(journal.known().acknowledged());
  }

  /// Does not block. What comes while a fetch is under way is fetched with the next report.
  void fetch(HostLine line) {
    if (!fetching.add(line.id())) return;
    Thread.ofVirtual().name("diary " + line.entry().name()).start(() -> fetchNow(line));
  }

  private void fetchNow(HostLine line) {
    try {
      long after = known.getOrDefault(line.id(), 0L);
      var said = line.call(HostTopic.EVENTS, new HostTopic.EventsSince(after, AT_ONCE)).events();
      if (said.isEmpty()) {
        fetching.remove(line.id());
        return;
      }
      long upTo = said.getLast().number();
      boolean taken =
          inbox.post(
              at -> {
                var lines = chronicle.take(line.entry().name(), said, at);
                known.put(line.id(), upTo);
                var _ =
                    journal
                        .told(line.id(), upTo, lines)
                        .whenComplete((_, failure) -> written(line, upTo, failure == null));
                return null;
              });
      if (!taken) fetching.remove(line.id());
    } catch (CallException e) {
      fetching.remove(line.id());
      LOG.log(Level.FINE, "{0}: events: {1}", new Object[] {line.entry().name(), e.sentence()});
    }
  }

  private void written(HostLine line, long upTo, boolean safe) {
    fetching.remove(line.id());
    if (!safe) return;
    Thread.ofVirtual()
        .name("diary " + line.entry().name())
        .start(
            () -> {
              try {
                line.call(HostTopic.ACKNOWLEDGE, new HostTopic.Acknowledge(upTo));
              } catch (CallException _) {
                // It keeps them; we know that we have them.
              }
              fetch(line);
            });
  }
}
