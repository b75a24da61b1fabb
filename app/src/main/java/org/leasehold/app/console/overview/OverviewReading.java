package org.leasehold.app.console.overview;

import java.util.ArrayList;
import java.util.List;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.live.ProtectionOf;
import org.leasehold.app.console.live.RenewalHistory;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Headroom;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.Snapshot;

/// The whole Overview at one moment; made away from the window's thread.
///
/// @param losses one row per host that is up: what if it died now
/// @param cheapestFix empty when every VM would run
/// @param standing empty when an engine stands on a host; else that none does (S19)
public record OverviewReading(
    List<IncidentCard> incidents,
    List<HostCard> hosts,
    List<ProtectionOf.Gap> gaps,
    List<Loss> losses,
    String cheapestFix,
    String standing) {
  public OverviewReading {
    incidents = List.copyOf(incidents);
    hosts = List.copyOf(hosts);
    gaps = List.copyOf(gaps);
    losses = List.copyOf(losses);
  }

  /// @param text `all 6 VMs would run elsewhere`
  /// @param which the VMs that would not; may be empty
  public record Loss(HostId host, String name, Tone tone, String text, String which) {}

  public static OverviewReading of(
      Snapshot snapshot, RenewalHistory history, Headroom headroom, Times times) {
    var state = snapshot.state();
    var incidents = new ArrayList<IncidentCard>();
    for (var incident : snapshot.open()) {
      incidents.add(IncidentReading.of(snapshot, incident, times));
    }
    for (var host : state.hosts().values()) {
      if (SilentHost.isNew(snapshot, host)) {
        incidents.addFirst(
            IncidentReading.of(snapshot, SilentHost.incident(snapshot, host), times));
      }
    }
    var hosts = new ArrayList<HostCard>();
    for (var host : state.hosts().values()) {
      hosts.add(HostReading.of(snapshot, host, history));
    }
    var fix =
        headroom.shortages().isEmpty() || headroom.hostsMayDie() > 0
            ? ""
            : Texts.say(
                "loss.fix",
                Times.inGib(Names.inText(state, headroom.shortages().getFirst().cheapestFix())));
    boolean stands = state.ownHost() != null;
    return new OverviewReading(
        incidents,
        hosts,
        ProtectionOf.gaps(state),
        losses(state, headroom),
        fix,
        stands ? "" : Texts.say("gap.standing"));
  }

  private static List<Loss> losses(EngineState state, Headroom headroom) {
    var losses = new ArrayList<Loss>();
    for (var host : state.hosts().values()) {
      if (host.status() != HostStatus.UP) continue;
      var name = Names.of(state, host.id());
      int vms = host.vms().size();
      var shortage =
          headroom.shortages().stream()
              .filter(s -> s.dead().equals(List.of(host.id())))
              .findFirst();
      if (shortage.isPresent()) {
        var left = shortage.get().left();
        var names = left.stream().map(vm -> Names.of(state, vm)).limit(4).toList();
        var more = left.size() > 4 ? Texts.say("loss.more", left.size() - 4) : "";
        losses.add(
            new Loss(
                host.id(),
                name,
                Tone.BAD,
                Texts.say("loss.short", left.size(), vms),
                String.join(", ", names) + more));
      } else {
        losses.add(new Loss(host.id(), name, Tone.OK, Texts.say("loss.fits", vms), ""));
      }
    }
    return losses;
  }
}
