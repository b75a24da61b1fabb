package org.leasehold.app.console.shell;

import java.nio.file.Path;
import java.util.List;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.application.Application;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ProgressBar;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.confirm.ConfirmModel;
import org.leasehold.app.console.confirm.ConfirmView;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.events.EventsModel;
import org.leasehold.app.console.events.EventsView;
import org.leasehold.app.console.hosts.HostInstaller;
import org.leasehold.app.console.hosts.HostsModel;
import org.leasehold.app.console.hosts.HostsReading;
import org.leasehold.app.console.hosts.HostsView;
import org.leasehold.app.console.incidents.IncidentsModel;
import org.leasehold.app.console.incidents.IncidentsView;
import org.leasehold.app.console.leasemap.CheckModel;
import org.leasehold.app.console.leasemap.CheckView;
import org.leasehold.app.console.leasemap.ClusterVolume;
import org.leasehold.app.console.leasemap.FileVolume;
import org.leasehold.app.console.leasemap.LeaseMapModel;
import org.leasehold.app.console.leasemap.LeaseMapView;
import org.leasehold.app.console.leasemap.VolumeSource;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.live.Forecasts;
import org.leasehold.app.console.live.LeaseHistory;
import org.leasehold.app.console.live.RenewalHistory;
import org.leasehold.app.console.live.Wishes;
import org.leasehold.app.console.overview.OverviewView;
import org.leasehold.app.console.parts.FileAsk;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.settings.NotifyModel;
import org.leasehold.app.console.settings.SettingsReading;
import org.leasehold.app.console.settings.SettingsView;
import org.leasehold.app.console.settings.TimesModel;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.app.console.vms.VmsModel;
import org.leasehold.app.console.vms.VmsReading;
import org.leasehold.app.console.vms.VmsView;
import org.leasehold.app.console.whatif.WhatIfModel;
import org.leasehold.app.console.whatif.WhatIfView;
import org.leasehold.app.engine.EnginePlaces;
import org.leasehold.app.engine.notify.NotifyTrial;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Snapshot;

/// The window: the screens and what is around them. Everything here runs on the window's thread.
public final class Shell extends StackPane implements Wishes, AutoCloseable {
  private final Setting setting;
  private final RenewalHistory renewals = new RenewalHistory();
  private final LeaseHistory owners = new LeaseHistory();
  private final Live live;
  private final TopBar top;
  private final Banner banner;
  private final Navigation navigation = new Navigation(this::open);
  private final Dock dock = new Dock();
  private final BorderPane frame = new BorderPane();
  private final Overlay overlay = new Overlay();
  private final OverviewView overview = new OverviewView(this);
  private final LeaseMapModel leaseMap;
  private final LeaseMapView leaseMapView;
  private final Dialogs dialogs = new Dialogs(this);
  private final HostsModel hostsModel = new HostsModel(this::desk);
  private final HostsView hosts = new HostsView(hostsModel, this, dialogs);
  private final VmsModel vmsModel;
  private final VmsView vms;
  private final TimesModel times = new TimesModel(this::desk);
  private final SettingsView settings;
  private final IncidentsModel incidentsModel;
  private final IncidentsView incidents;
  private final EventsModel eventsModel;
  private final EventsView events;
  private final WhatIfModel whatIfModel;
  private final WhatIfView whatIf;
  private final PaletteModel palette = new PaletteModel(() -> entries());
  private final Timeline looks;
  private @Nullable Notices notices;
  private boolean notified;
  private Runnable askVolume = () -> {};
  private Runnable startDemo = () -> {};
  private Runnable startEngine = () -> {};
  private Screen screen = Screen.OVERVIEW;
  private Theme theme;
  private @Nullable Cluster cluster;
  private EngineFace.@Nullable Subscription subscription;
  private volatile @Nullable Snapshot snapshot;
  private @Nullable ConfirmModel confirming;
  private List<EventRow> eventRows = List.of();
  private volatile boolean fileOnly;

  public Shell(Setting setting, Theme theme) {
    this.setting = setting;
    this.theme = theme;
    live = new Live(renewals, owners, setting.times());
    top =
        new TopBar(
            this::openPalette,
            () -> open(Screen.OVERVIEW),
            () -> open(Screen.EVENTS),
            this::otherTheme);
    banner = new Banner(this::resumeHa);
    leaseMap =
        new LeaseMapModel(
            () -> fileOnly ? null : snapshot,
            System::nanoTime,
            renewals,
            owners,
            setting.times(),
            setting.window());
    settings =
        new SettingsView(
            times,
            new NotifyModel(
                EnginePlaces.ofThisUser().state().resolve("notify.json"),
                file -> NotifyTrial.of(file, "leasehold console"),
                setting.work(),
                setting.window()),
            dialogs);
    vmsModel = new VmsModel(this::desk, owners, this::slot, setting.times());
    vms = new VmsView(vmsModel, this, dialogs);
    leaseMapView = new LeaseMapView(leaseMap, this, this::checkVolume, this::domains);
    var forecasts = new Forecasts();
    incidentsModel =
        new IncidentsModel(setting.times(), forecasts, setting.window(), setting.work());
    incidents = new IncidentsView(incidentsModel, this);
    eventsModel = new EventsModel(setting.times(), setting.window(), setting.work());
    events = new EventsView(eventsModel, this, setting.times());
    events.names(this::hostNamed, this::vmNamed);
    whatIfModel =
        new WhatIfModel(
            setting.times(),
            forecasts,
            setting.window(),
            task -> Thread.ofPlatform().name("what-if").daemon().start(task));
    whatIf = new WhatIfView(whatIfModel);
    getStyleClass().add("app");
    frame.setTop(new VBox(top, banner));
    frame.setLeft(navigation);
    frame.setBottom(dock);
    getChildren().addAll(frame, overlay);
    addEventFilter(KeyEvent.KEY_PRESSED, this::key);
    looks = new Timeline(new KeyFrame(Duration.seconds(1), _ -> look()));
    looks.setCycleCount(Animation.INDEFINITE);
    looks.play();
    colours();
    firstStart();
  }

  // What is shown.

  /// Nothing to show yet: the choices.
  public void firstStart() {
    firstStart("");
  }

  /// Something is on its way.
  public void busy(String what) {
    var bar = new ProgressBar();
    bar.setPrefWidth(220);
    var waiting = Parts.column(12, Parts.label(what, "mut"), bar);
    waiting.setAlignment(Pos.CENTER);
    frame.setCenter(waiting);
  }

  /// @param why what did not work; empty when nothing was tried
  public void firstStart(String why) {
    var first =
        new FirstStart(() -> startDemo.run(), () -> askVolume.run(), () -> startEngine.run(), why);
    Parts.show(navigation, false);
    Parts.show(dock, false);
    top.pillsShown(false);
    top.cluster("");
    frame.setCenter(first);
    first.begin();
  }

  /// @param demo what "try the demo" does
  /// @param volume asks for a volume's path and calls [#openVolume]
  /// @param engine runs an engine in this window
  public void choices(Runnable demo, Runnable volume, Runnable engine) {
    startDemo = demo;
    askVolume = volume;
    startEngine = engine;
  }

  /// Shows a cluster from now on.
  ///
  /// @param controls shown below the navigation; null for none
  public void show(Cluster next, @Nullable Node controls) {
    leave();
    cluster = next;
    fileOnly = false;
    next.past().forEach(live::remember);
    top.cluster(next.name());
    top.pillsShown(true);
    Parts.show(navigation, true);
    Parts.show(dock, true);
    if (controls != null) navigation.below(controls);
    incidentsModel.begin(next.face(), next.stories());
    eventsModel.begin(next.face());
    whatIfModel.begin();
    // a simulated cluster asks for nobody
    notified = controls == null;
    if (notices != null) notices.begin();
    heard(live.read(next.face().latest()));
    subscription =
        next.face()
            .watch(news -> live.hear(news, task -> setting.window().execute(task), this::heard));
    var now = snapshot;
    var document = now == null ? null : now.state().document();
    var home = document == null ? null : document.home();
    if (home != null) openDomain(next, home);
    open(screen);
  }

  private void openDomain(Cluster of, org.leasehold.core.model.LockspaceName domain) {
    var now = snapshot;
    var document = now == null ? null : now.state().document();
    var store = document == null ? null : document.stores().get(domain);
    var name = store == null ? domain.text() : store.name();
    fileOnly = false;
    leaseMap.open(new ClusterVolume(of.face(), domain, name, of.raw()));
  }

  /// Shows a volume file, with or without a cluster.
  public void openVolume(Path file) {
    open(new FileVolume(file, setting.work()));
  }

  /// Shows any volume that is not the cluster's.
  public void open(VolumeSource volume) {
    fileOnly = true;
    Parts.show(navigation, cluster != null);
    Parts.show(dock, cluster != null);
    leaseMap.open(volume);
    open(Screen.LEASE_MAP);
  }

  private void leave() {
    var watching = subscription;
    if (watching != null) watching.close();
    subscription = null;
    var before = cluster;
    if (before != null) before.face().close();
    cluster = null;
  }

  @Override
  public void close() {
    looks.stop();
    leave();
  }

  private void heard(Live.Shown shown) {
    snapshot = shown.snapshot();
    top.show(shown.live());
    banner.show(shown.live().banner(), shown.live().paused());
    navigation.incidents(shown.live().incidents());
    overview.show(shown.overview());
    var ofVms = shown.vms();
    if (ofVms != null) vmsModel.show(shown.snapshot(), ofVms);
    var ofHosts = shown.hosts();
    if (ofHosts != null) hostsModel.show(shown.snapshot(), ofHosts);
    var ofSettings = shown.settings();
    if (ofSettings != null) settings.show(shown.snapshot(), ofSettings);
    var state = shown.snapshot().state();
    eventRows =
        shown.snapshot().recent().reversed().stream()
            .map(line -> EventRow.of(line, state, setting.times()))
            .toList();
    dock.show(eventRows, shown.snapshot().work());
    feed(shown.snapshot());
    var asking = confirming;
    if (asking != null) asking.show(shown.snapshot());
    dialogs.show(shown.snapshot());
  }

  /// Incidents, Events and What-if.
  private void feed(Snapshot now) {
    incidentsModel.show(now, screen == Screen.INCIDENTS);
    eventsModel.show(now, eventRows, screen == Screen.EVENTS);
    whatIfModel.show(now);
    if (notices != null && notified) notices.show(eventRows);
  }

  private @Nullable HostId hostNamed(String name) {
    var document = snapshot == null ? null : snapshot.state().document();
    if (document == null) return null;
    for (var host : document.hosts().values()) if (host.name().equals(name)) return host.id();
    return null;
  }

  private @Nullable VmId vmNamed(String name) {
    var document = snapshot == null ? null : snapshot.state().document();
    if (document == null) return null;
    for (var vm : document.vms().values()) if (vm.name().equals(name)) return vm.id();
    return null;
  }

  private void look() {
    if (screen == Screen.LEASE_MAP) leaseMap.look();
  }

  /// Looks at the volume now; the next look comes by itself a second later.
  public void lookNow() {
    leaseMap.look();
  }

  public void open(Screen next) {
    screen = next;
    live.open(next);
    read(next);
    navigation.select(next);
    frame.setCenter(
        switch (next) {
          case OVERVIEW -> overview;
          case HOSTS -> hosts;
          case VMS -> vms;
          case LEASE_MAP -> leaseMapView;
          case INCIDENTS -> incidents;
          case EVENTS -> events;
          case SETTINGS -> settings;
          case WHAT_IF -> whatIf;
        });
    if (next == Screen.LEASE_MAP) leaseMap.look();
    var now = snapshot;
    if (now != null && cluster != null) feed(now);
  }

  /// What the screen that opens shows at once; the next snapshot brings it anew.
  private void read(Screen next) {
    var now = snapshot;
    if (now == null) return;
    if (next == Screen.VMS) vmsModel.show(now, VmsReading.of(now));
    if (next == Screen.HOSTS) {
      hostsModel.show(now, HostsReading.of(now, renewals, setting.times()));
      hosts.begin();
    }
    if (next == Screen.SETTINGS) {
      settings.show(now, SettingsReading.of(now, renewals, setting.times()));
    }
  }

  public Screen screen() {
    return screen;
  }

  // Themes.

  public Theme theme() {
    return theme;
  }

  public void theme(Theme next) {
    theme = next;
    Application.setUserAgentStylesheet(next.controls());
    var scene = getScene();
    if (scene != null) dress(scene);
    colours();
  }

  /// Puts the theme's style sheets on a scene.
  public void dress(Scene scene) {
    scene.getStylesheets().setAll(theme.sheets());
  }

  private void colours() {
    var colours = theme.colours();
    overview.colours(colours);
    leaseMapView.colours(colours);
    incidents.colours(colours);
    whatIf.colours(colours);
  }

  void otherTheme() {
    theme(theme.other());
  }

  // Dialogs.

  private void key(KeyEvent e) {
    if (!e.isShortcutDown()) return;
    if (e.getCode() == KeyCode.K) openPalette();
    else if (e.getCode() == KeyCode.O) askVolume.run();
    else if (e.getCode() == KeyCode.T) otherTheme();
    else if (cluster == null || !openByDigit(e.getText())) return;
    e.consume();
  }

  private boolean openByDigit(String text) {
    for (var wanted : Screen.values()) {
      if (!text.equals(Integer.toString(wanted.digit()))) continue;
      open(wanted);
      return true;
    }
    return false;
  }

  private @Nullable Node focused() {
    var scene = getScene();
    return scene == null ? null : scene.getFocusOwner();
  }

  public void openPalette() {
    palette.open();
    var view = new PaletteView(palette, overlay::close);
    overlay.open(view, Pos.TOP_CENTER, focused());
    view.begin();
  }

  private List<PaletteModel.Entry> entries() {
    return new PaletteEntries(this, snapshot, leaseMap.reading().get(), eventRows).all();
  }

  void findEvent(EventRow row) {
    showEvents(row.subject());
  }

  void showSlot(int slot) {
    open(Screen.LEASE_MAP);
    leaseMap.selected().set(slot);
  }

  void askForVolume() {
    askVolume.run();
  }

  @Override
  public void confirmRebooted(HostId host) {
    var of = cluster;
    if (of == null) return;
    var model =
        new ConfirmModel(of.face(), host, setting.operator(), setting.times(), setting.window());
    confirming = model;
    var view =
        new ConfirmView(
            model,
            () -> {
              confirming = null;
              overlay.close();
            });
    overlay.open(view, Pos.CENTER, focused());
    view.begin();
  }

  @Override
  public void showLease(VmId vm) {
    open(Screen.LEASE_MAP);
    leaseMap.select(vm.lease().text());
  }

  @Override
  public void showHost(HostId host) {
    open(Screen.OVERVIEW);
    overview.reveal(host);
  }

  @Override
  public void showVm(VmId vm) {
    open(Screen.VMS);
    vms.reveal(vm);
  }

  /// Null while there is no cluster.
  @Nullable Desk desk() {
    var of = cluster;
    return of == null
        ? null
        : new Desk(of.face(), setting.operator(), setting.times(), setting.window());
  }

  /// The slot of a VM's lease, where the Lease map shows its volume.
  private String slot(VmId vm) {
    return leaseMap.slotOf(vm.lease().text()).map(slot -> Integer.toString(slot)).orElse("");
  }

  /// A host among the hosts.
  public void showHostInFull(HostId host) {
    open(Screen.HOSTS);
    hosts.reveal(host);
  }

  /// One part of the settings.
  public void showSettings(String part) {
    open(Screen.SETTINGS);
    settings.open(part);
  }

  /// How agents are installed from here; null where that cannot be.
  public void installer(@Nullable HostInstaller next) {
    dialogs.installer(next);
  }

  /// When and where a VM is restarted, to be changed.
  public void showPolicy(VmId vm) {
    dialogs.policy(vm);
  }

  /// A VM as the document has it; null: not of this cluster, or there is none.
  @Nullable VmEntry entry(VmId vm) {
    var now = snapshot;
    var document = now == null ? null : now.state().document();
    return document == null ? null : document.vms().get(vm);
  }

  /// Opens a dialog above the screens.
  void above(Node dialog) {
    overlay.open(dialog, Pos.CENTER, focused());
  }

  @Override
  public void showIncident(long number) {
    open(Screen.INCIDENTS);
    incidents.open(number);
  }

  @Override
  public void showEvents(String words) {
    open(Screen.EVENTS);
    events.find(words);
  }

  /// @param how the desktop is told what asks for a person
  public void notices(Notices how) {
    notices = how;
  }

  @Nullable Notices notices() {
    return notices;
  }

  /// @param how people are asked for files
  public void files(FileAsk how) {
    incidents.files(how);
    events.files(how);
  }

  /// "Check volume".
  public void checkVolume() {
    var source = leaseMap.source();
    if (source == null) return;
    var view = new CheckView(new CheckModel(source, setting.window()), overlay::close);
    overlay.open(view, Pos.CENTER, focused());
    view.begin();
  }

  private void domains(Button below) {
    var menu = new ContextMenu();
    var of = cluster;
    var now = snapshot;
    var document = now == null ? null : now.state().document();
    if (of != null && document != null) {
      for (var store : document.stores().values()) {
        var item = new MenuItem(store.name());
        item.setOnAction(_ -> openDomain(of, store.domain()));
        menu.getItems().add(item);
      }
    }
    var file = new MenuItem(Texts.say("map.open"));
    file.setOnAction(_ -> askVolume.run());
    menu.getItems().add(file);
    menu.show(below, javafx.geometry.Side.BOTTOM, 0, 4);
  }

  /// "Pause HA…"
  public void pauseHa() {
    var of = cluster;
    if (of == null) return;
    PauseView[] shown = new PauseView[1];
    var view =
        new PauseView(
            (reason, minutes) -> ask(of, new Request.PauseHa(reason, minutes), shown[0]),
            overlay::close);
    shown[0] = view;
    overlay.open(view, Pos.CENTER, focused());
    view.begin();
  }

  private void ask(Cluster of, Request request, PauseView from) {
    var _ =
        of.face()
            .ask(setting.operator(), request)
            .whenComplete(
                (answer, failure) ->
                    setting
                        .window()
                        .execute(
                            () -> {
                              if (answer instanceof Answer.Done) overlay.close();
                              else from.answer(said(answer, failure));
                            }));
  }

  private static String said(@Nullable Answer answer, @Nullable Throwable failure) {
    if (answer != null) return answer.text();
    return failure == null || failure.getMessage() == null ? "" : failure.getMessage();
  }

  void resumeHa() {
    var of = cluster;
    if (of == null) return;
    var _ = of.face().ask(setting.operator(), new Request.ResumeHa());
  }

  /// Unfolds every incident's plan, or folds it.
  public void showPlans() {
    overview.togglePlans();
  }

  boolean hasCluster() {
    return cluster != null;
  }

  /// For measuring: the map's scrolling.
  public LeaseMapView leaseMapView() {
    return leaseMapView;
  }

  /// Closes what lies above the screens.
  public void closeDialog() {
    confirming = null;
    dialogs.closed();
    overlay.close();
  }
}
