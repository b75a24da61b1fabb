package org.leasehold.core.engine;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.StoreReport;

/// Storage trouble: which hosts report it, for how long, and whose fault it is (A8).
///
/// @see "spec ovirt-ha 2.5"
final class StoreRules {
  static final String UNREACHABLE = "store unreachable: ";

  private StoreRules() {}

  static void reported(Turn t, HostReport report, @Nullable HostReport before) {
    for (var store : report.stores()) {
      slow(t, report, store, before == null ? null : find(before, store.domain()));
      if (isProblem(t, store)) first(t, report, store);
      else well(t, report, store);
    }
  }

  private static @Nullable StoreReport find(HostReport report, LockspaceName domain) {
    for (var store : report.stores()) if (store.domain().equals(domain)) return store;
    return null;
  }

  /// A check that works and takes long: told when it begins and when it is over, no more.
  private static void slow(
      Turn t, HostReport report, StoreReport store, @Nullable StoreReport before) {
    long limit = t.settings().detection().storeSlow().toMillis();
    boolean is = store.delayMillis() > limit;
    boolean was = before != null && before.delayMillis() > limit;
    if (is == was) return;
    t.log(
        is ? Severity.WARNING : Severity.INFO,
        is ? "store.slow" : "store.slow.over",
        t.name(report.host()),
        "store %s is %s".formatted(store.domain(), is ? "slow" : "no longer slow"),
        "check took %d ms, limit %d ms".formatted(store.delayMillis(), limit));
  }

  private static boolean isProblem(Turn t, StoreReport store) {
    return store.errorCode() != 0
        || store.checkAgeMillis() > t.settings().detection().storeCheckAgeMax().toMillis();
  }

  private static void first(Turn t, HostReport report, StoreReport store) {
    var record = record(t, store.domain());
    if (record.reporters().has(report.host())) return;
    t.stores =
        t.stores.with(
            store.domain(),
            new StoreRecord(
                store.domain(), record.reporters().with(report.host(), t.now), record.inactive()));
    t.log(
        Severity.WARNING,
        "store.problem",
        t.name(report.host()),
        "trouble with store " + store.domain(),
        "error %d, last check %d s ago, limit %d s"
            .formatted(
                store.errorCode(),
                store.checkAgeMillis() / 1000,
                t.settings().detection().storeCheckAgeMax().toSeconds()));
  }

  private static void well(Turn t, HostReport report, StoreReport store) {
    var record = t.stores.get(store.domain());
    if (record == null || !record.reporters().has(report.host())) return;
    var reporters = record.reporters().without(report.host());
    t.stores = t.stores.with(store.domain(), new StoreRecord(store.domain(), reporters, false));
    t.log(
        Severity.INFO,
        "store.well",
        t.name(report.host()),
        "store " + store.domain() + " is well again",
        "last check took " + store.delayMillis() + " ms");
    var host = t.hosts.get(report.host());
    if (host != null && host.lacking().equals(UNREACHABLE + store.domain())) {
      var draft = host.draft();
      draft.lacking = "";
      t.update(draft);
      HostReportRules.status(t, report.host(), report);
    }
    QueueRules.wake(t, "store " + store.domain() + " is back on " + t.name(report.host()));
  }

  private static StoreRecord record(Turn t, LockspaceName domain) {
    var record = t.stores.get(domain);
    return record == null ? new StoreRecord(domain, Table.empty(), false) : record;
  }

  /// After the debounce: some hosts are well, then the reporters lack the store; none is, then the
  /// store itself is in trouble, which only warns.
  static void tick(Turn t) {
    for (var record : t.stores.values()) {
      long since = Long.MAX_VALUE;
      for (var reporter : record.reporters()) since = Math.min(since, reporter.value());
      if (since == Long.MAX_VALUE || !t.hasPassed(since, t.settings().detection().storeDebounce()))
        continue;
      judge(t, record, since);
    }
  }

  private static void judge(Turn t, StoreRecord record, long since) {
    var well = new ArrayList<String>();
    for (var host : t.hosts.values()) {
      boolean reports = record.reporters().has(host.id());
      if (host.status() == HostStatus.UP && !reports) well.add(t.name(host.id()));
    }
    String lasted =
        "for %s, limit %d s"
            .formatted(
                Turn.seconds(t.now - since), t.settings().detection().storeDebounce().toSeconds());
    if (well.isEmpty()) {
      if (record.inactive()) return;
      t.stores =
          t.stores.with(
              record.domain(), new StoreRecord(record.domain(), record.reporters(), true));
      t.log(
          Severity.ERROR,
          "store.inactive",
          "store " + record.domain(),
          "active -> inactive",
          "every host that is up reports trouble " + lasted);
      return;
    }
    for (var reporter : record.reporters().keys()) {
      var host = t.hosts.get(reporter);
      if (host == null || host.status() != HostStatus.UP) continue;
      var draft = host.draft();
      draft.lacking = UNREACHABLE + record.domain();
      t.change(
          draft,
          HostStatus.NON_OPERATIONAL,
          Severity.ERROR,
          "host.non-operational",
          "%s %s; well on %s".formatted(draft.lacking, lasted, well));
    }
  }
}
