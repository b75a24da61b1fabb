package org.leasehold.core.engine;

import java.util.List;
import org.leasehold.core.model.HostSight;
import org.leasehold.core.model.LockspaceName;

/// Since when a silent host is seen in its newest life. Its own last report does not tell when its
/// old life ended: cut off from us it may have renewed for hours after that (S1).
final class NewestLives {
  private NewestLives() {}

  /// What somebody sees of the others; of a host that answers, its own word counts.
  static void seen(Turn t, LockspaceName lockspace, List<HostSight> sights) {
    for (var sight : sights) {
      var host = t.hosts.get(sight.host());
      if (host == null || host.status().answers()) continue;
      var known = host.newest().get(lockspace);
      if (known != null && !sight.generation().isNewerThan(known.generation())) continue;
      var draft = host.draft();
      var life = new HostRecord.SeenLife(sight.generation(), t.now);
      draft.newest = draft.newest.with(lockspace, life);
      t.update(draft);
    }
  }

  /// The latest moment at which the life before the one in this sight can have renewed.
  static long oldLifeEndedNanos(HostRecord host, LockspaceName lockspace, Sights.OfHost seen) {
    var known = host.newest().get(lockspace);
    if (known == null || seen.sight().generation().isNewerThan(known.generation())) {
      return seen.atNanos();
    }
    return known.sinceNanos();
  }
}
