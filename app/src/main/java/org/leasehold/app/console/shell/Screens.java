package org.leasehold.app.console.shell;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.events.EventsModel;
import org.leasehold.app.console.events.EventsView;
import org.leasehold.app.console.hosts.HostsModel;
import org.leasehold.app.console.hosts.HostsReading;
import org.leasehold.app.console.hosts.HostsView;
import org.leasehold.app.console.incidents.IncidentsModel;
import org.leasehold.app.console.incidents.IncidentsView;
import org.leasehold.app.console.leasemap.LeaseMapModel;
import org.leasehold.app.console.leasemap.LeaseMapView;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.live.Forecasts;
import org.leasehold.app.console.live.LeaseHistory;
import org.leasehold.app.console.live.RenewalHistory;
import org.leasehold.app.console.overview.OverviewReading;
import org.leasehold.app.console.overview.OverviewView;
import org.leasehold.app.console.parts.FileAsk;
import org.leasehold.app.console.parts.Kept;
import org.leasehold.app.console.settings.DocumentsModel;
import org.leasehold.app.console.settings.NotifyModel;
import org.leasehold.app.console.settings.SettingsReading;
import org.leasehold.app.console.settings.SettingsView;
import org.leasehold.app.console.settings.TimesModel;
import org.leasehold.app.console.theme.ThemeColours;
import org.leasehold.app.console.vms.SavedFilters;
import org.leasehold.app.console.vms.Viewer;
import org.leasehold.app.console.vms.VmsModel;
import org.leasehold.app.console.vms.VmsReading;
import org.leasehold.app.console.vms.VmsView;
import org.leasehold.app.console.whatif.WhatIfModel;
import org.leasehold.app.console.whatif.WhatIfView;
import org.leasehold.app.engine.EnginePlaces;
import org.leasehold.app.engine.GuestDisplay;
import org.leasehold.app.engine.notify.NotifyTrial;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.Snapshot;

/// The eight screens. Their models are there from the beginning; a view is made when its screen is
/// opened for the first time, so that the window opens at once.
final class Screens {
  private final Shell shell;
  private final Dialogs dialogs;
  private final Setting setting;
  private final RenewalHistory renewals;
  private final Map<Screen, Node> made = new EnumMap<>(Screen.class);
  private final LeaseMapModel leaseMap;
  private final HostsModel hosts;
  private final VmsModel vms;
  private final TimesModel times;
  private final IncidentsModel incidents;
  private final EventsModel events;
  private final WhatIfModel whatIf;
  private final Kept columns;
  private final SavedFilters filters;
  private FileAsk files = FileAsk.NOBODY;
  private ThemeColours colours;
  private @Nullable OverviewReading overview;

  Screens(
      Shell shell,
      Dialogs dialogs,
      Setting setting,
      RenewalHistory renewals,
      LeaseHistory owners,
      Supplier<@Nullable Snapshot> cluster,
      ThemeColours colours) {
    this.shell = shell;
    this.dialogs = dialogs;
    this.setting = setting;
    this.renewals = renewals;
    this.colours = colours;
    columns = Kept.beside(setting.stateFile(), "columns.properties");
    filters = new SavedFilters(Kept.beside(setting.stateFile(), "vm-filters.properties"));
    Supplier<@Nullable Desk> desk = shell::desk;
    leaseMap =
        new LeaseMapModel(
            cluster, System::nanoTime, renewals, owners, setting.times(), setting.window());
    hosts = new HostsModel(desk);
    vms = new VmsModel(desk, owners, this::slot, setting.times());
    times = new TimesModel(desk);
    var forecasts = new Forecasts();
    incidents = new IncidentsModel(setting.times(), forecasts, setting.window(), setting.work());
    events = new EventsModel(setting.times(), setting.window(), setting.work());
    whatIf =
        new WhatIfModel(
            setting.times(),
            forecasts,
            setting.window(),
            task -> Thread.ofPlatform().name("what-if").daemon().start(task));
  }

  /// The slot of a VM's lease, where the Lease map shows its volume.
  private String slot(VmId vm) {
    return leaseMap.slotOf(vm.lease().text()).map(slot -> Integer.toString(slot)).orElse("");
  }

  /// Another cluster from now on.
  void begin(Cluster of) {
    incidents.begin(of.face(), of.stories());
    events.begin(of.face());
    whatIf.begin();
  }

  /// One moment, as far as the open screen needs it now.
  void show(Live.Shown moment, List<EventRow> rows, Screen open) {
    overview = moment.overview();
    if (open == Screen.OVERVIEW) overview().show(moment.overview());
    var ofVms = moment.vms();
    if (ofVms != null) vms.show(moment.snapshot(), ofVms);
    var ofHosts = moment.hosts();
    if (ofHosts != null) hosts.show(moment.snapshot(), ofHosts);
    var ofSettings = moment.settings();
    if (ofSettings != null && open == Screen.SETTINGS) {
      settings().show(moment.snapshot(), ofSettings);
    }
    feed(moment.snapshot(), rows, open);
  }

  /// Incidents, Events and What-if remember, open or not.
  private void feed(Snapshot now, List<EventRow> rows, Screen open) {
    incidents.show(now, open == Screen.INCIDENTS);
    events.show(now, rows, open == Screen.EVENTS);
    whatIf.show(now);
  }

  /// What a screen that opens shows at once; the next snapshot brings it anew.
  ///
  /// @param now null without a cluster
  Node open(Screen next, @Nullable Snapshot now, List<EventRow> rows) {
    var view = view(next);
    if (next == Screen.LEASE_MAP) leaseMap.look();
    if (now == null) return view;
    var lately = overview;
    if (next == Screen.OVERVIEW && lately != null) overview().show(lately);
    if (next == Screen.VMS) vms.show(now, VmsReading.of(now));
    if (next == Screen.HOSTS) {
      hosts.show(now, HostsReading.of(now, renewals, setting.times()));
      hosts().begin();
    }
    if (next == Screen.SETTINGS) {
      settings().show(now, SettingsReading.of(now, renewals, setting.times()));
    }
    feed(now, rows, next);
    return view;
  }

  private Node view(Screen screen) {
    var there = made.get(screen);
    if (there != null) return there;
    var view = make(screen);
    made.put(screen, view);
    colour(screen, view);
    return view;
  }

  private static Viewer viewer() {
    var display = GuestDisplay.of(EnginePlaces.ofThisUser());
    return new Viewer() {
      @Override
      public boolean isInstalled() {
        return display.isInstalled();
      }

      @Override
      public CompletableFuture<Void> show(HostAddress address, VmId vm, String protocol) {
        return display.show(address, vm, protocol);
      }
    };
  }

  private Node make(Screen screen) {
    return switch (screen) {
      case OVERVIEW -> new OverviewView(shell);
      case HOSTS -> new HostsView(hosts, shell, dialogs, columns);
      case VMS -> new VmsView(vms, shell, dialogs, columns, filters, viewer());
      case LEASE_MAP -> new LeaseMapView(leaseMap, shell, dialogs::checkVolume, dialogs::domains);
      case INCIDENTS -> {
        var view = new IncidentsView(incidents, shell);
        view.files(files);
        yield view;
      }
      case EVENTS -> {
        var view = new EventsView(events, shell, setting.times());
        view.names(this::hostNamed, this::vmNamed);
        view.files(files);
        yield view;
      }
      case WHAT_IF -> new WhatIfView(whatIf);
      case SETTINGS ->
          new SettingsView(
              times, notifications(), new DocumentsModel(shell::desk), shell.desktop(), dialogs);
    };
  }

  private NotifyModel notifications() {
    return new NotifyModel(
        EnginePlaces.ofThisUser().state().resolve("notify.json"),
        file -> NotifyTrial.of(file, "leasehold console"),
        setting.work(),
        setting.window());
  }

  private @Nullable HostId hostNamed(String name) {
    var document = shell.document();
    if (document == null) return null;
    for (var host : document.hosts().values()) if (host.name().equals(name)) return host.id();
    return null;
  }

  private @Nullable VmId vmNamed(String name) {
    var document = shell.document();
    if (document == null) return null;
    for (var vm : document.vms().values()) if (vm.name().equals(name)) return vm.id();
    return null;
  }

  void colours(ThemeColours next) {
    colours = next;
    made.forEach(this::colour);
  }

  private void colour(Screen screen, Node view) {
    switch (view) {
      case OverviewView it -> it.colours(colours);
      case LeaseMapView it -> it.colours(colours);
      case IncidentsView it -> it.colours(colours);
      case WhatIfView it -> it.colours(colours);
      default -> Objects.requireNonNull(screen, "drawn by style sheets alone");
    }
  }

  void files(FileAsk how) {
    files = how;
    if (made.get(Screen.INCIDENTS) instanceof IncidentsView view) view.files(how);
    if (made.get(Screen.EVENTS) instanceof EventsView view) view.files(how);
  }

  LeaseMapModel leaseMapModel() {
    return leaseMap;
  }

  OverviewView overview() {
    return (OverviewView) view(Screen.OVERVIEW);
  }

  HostsView hosts() {
    return (HostsView) view(Screen.HOSTS);
  }

  VmsView vms() {
    return (VmsView) view(Screen.VMS);
  }

  LeaseMapView leaseMap() {
    return (LeaseMapView) view(Screen.LEASE_MAP);
  }

  IncidentsView incidents() {
    return (IncidentsView) view(Screen.INCIDENTS);
  }

  EventsView events() {
    return (EventsView) view(Screen.EVENTS);
  }

  SettingsView settings() {
    return (SettingsView) view(Screen.SETTINGS);
  }
}
