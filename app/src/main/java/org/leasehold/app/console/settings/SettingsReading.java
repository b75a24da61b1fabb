package org.leasehold.app.console.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.live.RenewalHistory;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.GuardTimes;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.monitor.Snapshot;

/// What the settings' screen shows of one moment; made away from the window's thread.
///
/// @param facts of the cluster
/// @param settings as the cluster has them
/// @param advice from the measured renewals, store by store
public record SettingsReading(
    List<Fact> facts, List<Store> stores, Settings settings, List<Advice> advice) {
  static final SettingsReading NONE =
      new SettingsReading(List.of(), List.of(), Settings.DEFAULT, List.of());
  private static final long MARGIN_GOOD = 20;
  private static final long MARGIN_POOR = 4;

  public SettingsReading {
    facts = List.copyOf(facts);
    stores = List.copyOf(stores);
    advice = List.copyOf(advice);
  }

  public record Fact(String name, String value) {}

  /// @param home the engine's claim is kept in it
  /// @param times what follows from its io timeout
  public record Store(
      LockspaceName domain, String name, boolean home, String times, List<Place> hosts) {
    public Store {
      hosts = List.copyOf(hosts);
    }
  }

  /// @param text how a host stands in it, and where it sees it
  public record Place(Tone tone, String host, String text) {}

  public record Advice(Tone tone, String text) {}

  public static SettingsReading of(Snapshot snapshot, RenewalHistory history, Times times) {
    var state = snapshot.state();
    var document = state.document();
    if (document == null) return NONE;
    var stores = new ArrayList<Store>();
    var advice = new ArrayList<Advice>();
    for (var store : document.stores().values()) {
      stores.add(store(state, document, store));
      advice.add(advice(state, store, history));
    }
    return new SettingsReading(
        facts(snapshot, document, times), stores, document.settings(), advice);
  }

  private static List<Fact> facts(Snapshot snapshot, ClusterDocument document, Times times) {
    var state = snapshot.state();
    var facts = new ArrayList<Fact>();
    add(facts, "engine", snapshot.engine());
    add(
        facts,
        "acts",
        state.claim().acts()
            ? Texts.say("settings.acts.this")
            : snapshot.acting().isEmpty() ? Texts.say("settings.acts.none") : snapshot.acting());
    var own = state.ownHost();
    add(facts, "stands", own == null ? Texts.say("settings.stands.none") : Names.of(state, own));
    add(
        facts,
        "document",
        Texts.say(
            "settings.document", document.epoch().toString(), Long.toString(document.revision())));
    add(
        facts,
        "holds",
        Texts.say(
            "settings.holds",
            document.hosts().size(),
            document.vms().size(),
            document.stores().size()));
    var pause = state.pause();
    if (pause != null) {
      add(
          facts,
          "pause",
          Texts.say(
              "settings.pause",
              times.clock(snapshot.wallMillis(pause.untilNanos())),
              pause.by(),
              pause.reason()));
    }
    return facts;
  }

  private static void add(List<Fact> facts, String key, String value) {
    facts.add(new Fact(Texts.say("settings.fact." + key), value));
  }

  private static Store store(EngineState state, ClusterDocument document, StoreEntry store) {
    var hosts = new ArrayList<Place>();
    for (var host : state.hosts().values()) {
      var place = store.places().get(host.id());
      var path = place == null ? "" : place.path();
      var report = host.report();
      if (report == null || !host.status().answers()) {
        hosts.add(new Place(Tone.NONE, Names.of(state, host.id()), host.status().word()));
        continue;
      }
      var joined =
          report.lockspaces().stream()
              .filter(space -> space.lockspace().equals(store.domain()))
              .findFirst();
      if (joined.isEmpty()) {
        hosts.add(
            new Place(Tone.BAD, Names.of(state, host.id()), Texts.say("settings.store.notjoined")));
        continue;
      }
      var standing = joined.get().standing().name().toLowerCase(Locale.ROOT);
      var text =
          Texts.say(
              "settings.store.joined",
              Texts.say("hosts.standing." + standing),
              Long.toString(joined.get().renewalLatencyMillis()));
      hosts.add(
          new Place(
              standing.equals("joined") ? Tone.OK : Tone.WARN,
              Names.of(state, host.id()),
              path.isEmpty() ? text : Texts.say("settings.store.at", text, path)));
    }
    return new Store(
        store.domain(),
        store.name(),
        store.domain().equals(document.home()),
        times(store.ioTimeout().seconds()),
        hosts);
  }

  /// What follows from N.
  static String times(int n) {
    var io = new org.leasehold.core.model.IoTimeout(n);
    int limit = io.renewalFailSeconds();
    return Texts.say(
        "settings.store.times",
        n,
        io.renewalSeconds(),
        limit,
        limit + GuardTimes.TERM_TO_KILL_SECONDS,
        io.hostDeadSeconds(),
        io.renewalSeconds() + io.hostDeadSeconds() + io.acquireDeadSeconds());
  }

  /// How far the slowest measured renewals stay from the time at which VMs are ended.
  private static Advice advice(EngineState state, StoreEntry store, RenewalHistory history) {
    long worst = -1;
    String slowest = "";
    int count = 0;
    for (var host : state.hosts().values()) {
      var renewals = history.of(host.id(), store.domain());
      count += renewals.size();
      long p99 = RenewalHistory.p99(renewals);
      if (p99 > worst) {
        worst = p99;
        slowest = Names.of(state, host.id());
      }
    }
    if (worst < 0) return new Advice(Tone.NONE, Texts.say("settings.advice.none", store.name()));
    int n = store.ioTimeout().seconds();
    long limit = store.ioTimeout().renewalFailSeconds();
    long margin = limit * 1000 / Math.max(1, worst);
    var key = margin < MARGIN_POOR ? "poor" : margin < MARGIN_GOOD || n <= 5 ? "keep" : "faster";
    // 5 s is half of sanlock's default: the lease is free 40 s sooner
    int faster = 5;
    return new Advice(
        margin < MARGIN_POOR ? Tone.WARN : Tone.OK,
        Texts.say(
            "settings.advice." + key,
            store.name(),
            Long.toString(worst),
            slowest,
            limit,
            margin,
            count,
            faster,
            8 * faster + 60));
  }
}
