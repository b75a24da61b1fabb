package org.leasehold.app.console.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.application.Application;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ProgressBar;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.hosts.HostInstaller;
import org.leasehold.app.console.leasemap.ClusterVolume;
import org.leasehold.app.console.leasemap.FileVolume;
import org.leasehold.app.console.leasemap.LeaseMapView;
import org.leasehold.app.console.leasemap.VolumeSource;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.live.LeaseHistory;
import org.leasehold.app.console.live.RenewalHistory;
import org.leasehold.app.console.live.Wishes;
import org.leasehold.app.console.parts.FileAsk;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.settings.DesktopModel;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
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
  private final Dock dock = new Dock(this::desk);
  private final BorderPane frame = new BorderPane();
  private final Overlay overlay = new Overlay();
  private final Dialogs dialogs = new Dialogs(this, overlay);
  private final Screens screens;
  private final Timeline looks;
  private @Nullable Notices notices;
  private @Nullable DesktopModel desktop;
  private Consumer<Standing> outside = _ -> {};
  private @Nullable LiveReading told;
  private final Silence silence = new Silence(System::nanoTime);
  private boolean notified;
  private Starts starts = Starts.NONE;
  private Screen screen = Screen.OVERVIEW;
  private Theme theme;
  private @Nullable Cluster cluster;
  private EngineFace.@Nullable Subscription subscription;
  private volatile @Nullable Snapshot snapshot;
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
    screens =
        new Screens(
            this,
            dialogs,
            setting,
            renewals,
            owners,
            () -> fileOnly ? null : snapshot,
            theme.colours());
    getStyleClass().add("app");
    frame.setTop(new VBox(top, banner));
    frame.setLeft(navigation);
    frame.setBottom(dock);
    getChildren().addAll(frame, overlay);
    addEventFilter(KeyEvent.KEY_PRESSED, this::key);
    looks = new Timeline(new KeyFrame(Duration.seconds(1), _ -> look()));
    looks.setCycleCount(Animation.INDEFINITE);
    looks.play();
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
    leave();
    var first = new FirstStart(starts, dialogs::connect, why);
    Parts.show(navigation, false);
    Parts.show(dock, false);
    top.pillsShown(false);
    top.cluster("");
    frame.setCenter(first);
    first.begin();
  }

  /// @param next what can be chosen while there is nothing to show
  public void choices(Starts next) {
    starts = next;
  }

  Starts starts() {
    return starts;
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
    screens.begin(next);
    // a simulated cluster asks for nobody
    notified = controls == null;
    if (notices != null) notices.begin();
    heard(live.read(next.face().latest()));
    subscription =
        next.face()
            .watch(news -> live.hear(news, task -> setting.window().execute(task), this::heard));
    openHome(next);
    open(screen);
  }

  /// The first store may come long after the cluster is shown.
  private void openHome(Cluster of) {
    var document = document();
    var home = document == null ? null : document.home();
    if (home != null) openDomain(of, home);
  }

  void openDomain(Cluster of, org.leasehold.core.model.LockspaceName domain) {
    var document = document();
    var store = document == null ? null : document.stores().get(domain);
    var name = store == null ? domain.text() : store.name();
    fileOnly = false;
    screens.leaseMapModel().open(new ClusterVolume(of.face(), domain, name, of.raw()));
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
    screens.leaseMapModel().open(volume);
    open(Screen.LEASE_MAP);
  }

  private void leave() {
    told = null;
    outside.accept(new Standing.None());
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
    var of = cluster;
    if (of != null && volume() == null) openHome(of);
    top.show(shown.live());
    silence.heard();
    tellOutside(shown.live());
    banner.show(shown.live().banner(), shown.live().paused());
    navigation.incidents(shown.live().incidents());
    eventRows = shown.events();
    dock.show(eventRows, shown.snapshot());
    screens.show(shown, eventRows, screen);
    if (notices != null && notified) notices.show(eventRows);
    dialogs.show(shown.snapshot());
  }

  private void tellOutside(LiveReading live) {
    if (live.equals(told)) return;
    told = live;
    outside.accept(new Standing.Known(!notified, live));
  }

  private void look() {
    var last = snapshot;
    if (notified && cluster != null && last != null) lookForSilence(last);
    if (screen == Screen.LEASE_MAP) screens.leaseMapModel().look();
  }

  private void lookForSilence(Snapshot last) {
    var said = silence.look(last.wallMillis(), setting.times());
    if (said.isEmpty()) return;
    banner.show(said.get(), false);
    if (told != null) {
      told = null;
      outside.accept(new Standing.Silent());
    }
    if (silence.isDue()) starts.again(silence::failed);
  }

  /// Looks at the volume now; the next look comes by itself a second later.
  public void lookNow() {
    screens.leaseMapModel().look();
  }

  public void open(Screen next) {
    screen = next;
    live.open(next);
    navigation.select(next);
    frame.setCenter(screens.open(next, cluster == null ? null : snapshot, eventRows));
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
    screens.colours(theme.colours());
  }

  /// Puts the theme's style sheets on a scene.
  public void dress(Scene scene) {
    scene.getStylesheets().setAll(theme.sheets());
  }

  void otherTheme() {
    theme(theme.other());
  }

  // Dialogs.

  private void key(KeyEvent e) {
    if (!e.isShortcutDown()) return;
    if (e.getCode() == KeyCode.K) openPalette();
    else if (e.getCode() == KeyCode.O) starts.volume();
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

  @Nullable Node focused() {
    var scene = getScene();
    return scene == null ? null : scene.getFocusOwner();
  }

  public void openPalette() {
    dialogs.palette();
  }

  List<PaletteModel.Entry> entries() {
    var map = screens.leaseMapModel().reading().get();
    return new PaletteEntries(this, snapshot, map, eventRows).all();
  }

  void findEvent(EventRow row) {
    showEvents(row.subject());
  }

  void showSlot(int slot) {
    open(Screen.LEASE_MAP);
    screens.leaseMapModel().selected().set(slot);
  }

  void connect() {
    dialogs.connect();
  }

  void askForVolume() {
    starts.volume();
  }

  @Override
  public void confirmRebooted(HostId host) {
    dialogs.confirm(host);
  }

  @Override
  public void showLease(VmId vm) {
    open(Screen.LEASE_MAP);
    screens.leaseMapModel().select(vm.lease().text());
  }

  @Override
  public void showHost(HostId host) {
    open(Screen.OVERVIEW);
    screens.overview().reveal(host);
  }

  @Override
  public void showVm(VmId vm) {
    open(Screen.VMS);
    screens.vms().reveal(vm);
  }

  @Override
  public void showVms(String filter) {
    open(Screen.VMS);
    screens.vms().filter(filter);
  }

  /// Null while there is no cluster.
  @Nullable Desk desk() {
    var of = cluster;
    return of == null
        ? null
        : new Desk(of.face(), setting.operator(), setting.times(), setting.window());
  }

  /// A host among the hosts.
  public void showHostInFull(HostId host) {
    open(Screen.HOSTS);
    screens.hosts().reveal(host);
  }

  /// One part of the settings.
  public void showSettings(String part) {
    open(Screen.SETTINGS);
    screens.settings().open(part);
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
    var document = document();
    return document == null ? null : document.vms().get(vm);
  }

  /// Null while there is none.
  @Nullable ClusterDocument document() {
    var now = snapshot;
    return now == null ? null : now.state().document();
  }

  @Nullable Snapshot snapshot() {
    return snapshot;
  }

  @Nullable Cluster cluster() {
    return cluster;
  }

  Setting setting() {
    return setting;
  }

  /// The volume that the Lease map shows.
  @Nullable VolumeSource volume() {
    return screens.leaseMapModel().source();
  }

  @Override
  public void showIncident(long number) {
    open(Screen.INCIDENTS);
    screens.incidents().open(number);
  }

  @Override
  public void showEvents(String words) {
    open(Screen.EVENTS);
    screens.events().find(words);
  }

  /// @param how the desktop is told what asks for a person
  public void notices(Notices how) {
    notices = how;
  }

  /// @param how what is outside the window is told how the cluster stands; must not wait
  public void outside(Consumer<Standing> how) {
    outside = how;
    var live = told;
    how.accept(live == null ? new Standing.None() : new Standing.Known(!notified, live));
  }

  /// @param how what the desktop shows beside the window can be chosen
  public void desktop(DesktopModel how) {
    desktop = how;
  }

  @Nullable DesktopModel desktop() {
    return desktop;
  }

  @Nullable Notices notices() {
    return notices;
  }

  /// @param how people are asked for files
  public void files(FileAsk how) {
    screens.files(how);
  }

  /// "Check volume".
  public void checkVolume() {
    dialogs.checkVolume();
  }

  /// "Pause HA…"
  public void pauseHa() {
    dialogs.pause();
  }

  void resumeHa() {
    var of = cluster;
    if (of == null) return;
    var _ = of.face().ask(setting.operator(), new Request.ResumeHa());
  }

  /// Unfolds every incident's plan, or folds it.
  public void showPlans() {
    screens.overview().togglePlans();
  }

  public boolean hasCluster() {
    return cluster != null;
  }

  /// For measuring: the map's scrolling.
  public LeaseMapView leaseMapView() {
    return screens.leaseMap();
  }

  /// Closes what lies above the screens.
  public void closeDialog() {
    dialogs.close();
  }
}
