package org.leasehold.app.console;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.stage.FileChooser;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.desktop.Opening;
import org.leasehold.app.cli.desktop.Play;
import org.leasehold.app.console.connect.Connector;
import org.leasehold.app.console.demo.DemoFace;
import org.leasehold.app.console.demo.DemoPanel;
import org.leasehold.app.console.demo.Kiosk;
import org.leasehold.app.console.demo.PlayedFace;
import org.leasehold.app.console.demo.StoryPanel;
import org.leasehold.app.console.parts.KeptSwitch;
import org.leasehold.app.console.picture.Measurement;
import org.leasehold.app.console.picture.Rehearsal;
import org.leasehold.app.console.picture.Soak;
import org.leasehold.app.console.picture.Storyboard;
import org.leasehold.app.console.settings.DesktopModel;
import org.leasehold.app.console.shell.Cluster;
import org.leasehold.app.console.shell.Notices;
import org.leasehold.app.console.shell.Screen;
import org.leasehold.app.console.shell.Setting;
import org.leasehold.app.console.shell.Shell;
import org.leasehold.app.console.shell.Starts;
import org.leasehold.app.console.shell.WindowState;
import org.leasehold.app.console.text.Failures;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.core.monitor.EngineFace;

/// The window's life: it is made by the window system, so what is to be opened is left for it
/// beforehand.
public final class ConsoleApp extends Application {
  static @Nullable Opening opening;
  static ExitCode ended = ExitCode.DONE;

  private final ExecutorService work =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().name("console work").daemon().unstarted(task));
  private final Connector connects = new Connects();
  private final HeapKeeper heap = new HeapKeeper();
  private volatile @Nullable EngineFace own;

  /// How the shown engine was reached, when it is not this window's own.
  private @Nullable Callable<Cluster> far;

  private final Path stateFile = WindowState.place();
  private @Nullable Shell shell;
  private @Nullable DesktopTray tray;

  @Override
  public void start(Stage stage) {
    var wanted = Objects.requireNonNull(opening, "opened by ConsoleWindow");
    Theme.loadFonts();
    var state = wanted.play() != Play.PERSON ? WindowState.FIRST : WindowState.load(stateFile);
    var theme =
        wanted.theme().isEmpty()
            ? state.theme()
            : wanted.theme().equals("light") ? Theme.LIGHT : Theme.DARK;
    var made = new Shell(setting(wanted), theme);
    shell = made;
    var scene = new Scene(made, state.width(), state.height());
    setUserAgentStylesheet(theme.controls());
    made.dress(scene);
    made.installer(new Installs());
    made.choices(starts(stage, made, wanted));
    made.files(new FileDialogs(stage));
    var quiet = new KeptSwitch(stateFile.resolveSibling("quiet"));
    var notices = new Notices(quiet, new DesktopNotices());
    made.notices(notices);
    if (wanted.play() == Play.PERSON) {
      var noTray = new KeptSwitch(stateFile.resolveSibling("no-tray"));
      var icon = new DesktopTray(stage, made, notices, noTray);
      made.desktop(new DesktopModel(quiet, noTray, icon::wanted));
      tray = icon;
    }
    stage.setTitle(Texts.say("app.name"));
    stage.setMinWidth(760);
    stage.setMinHeight(520);
    stage.setScene(scene);
    stage.setMaximized(state.maximised());
    made.open(Screen.of(state.screen()));
    made.firstStart();
    if (wanted.play() == Play.REHEARSAL) {
      stage.show();
      new Rehearsal(made).play(Platform::exit);
      return;
    }
    if (wanted.play() == Play.STORY) {
      stage.show();
      var board = new Storyboard(stage, made, setting(wanted), wanted);
      board.play(
          code -> {
            ended = code;
            Platform.exit();
          });
      return;
    }
    if (wanted.demo()) demo(made, wanted);
    else if (wanted.journal().isPresent()) story(made, wanted.journal().get());
    else if (wanted.volume().isEmpty()) connect(made, wanted);
    wanted.volume().ifPresent(made::openVolume);
    if (wanted.play() == Play.MEASURE) {
      new Measurement(made, wanted.out(), Platform::exit).begin();
    }
    stage.setOnCloseRequest(
        e -> {
          keep(stage, made);
          if (!LastEngine.mayEnd(stage, own)) e.consume();
        });
    stage.show();
    heap.begin();
    if (tray != null) Platform.runLater(tray::begin);
  }

  private Starts starts(Stage stage, Shell made, Opening wanted) {
    return new Starts() {
      @Override
      public void demo() {
        ConsoleApp.this.demo(made, wanted);
      }

      @Override
      public void volume() {
        chooseVolume(stage, made);
      }

      @Override
      public void engine() {
        far = null;
        engines(made, ConsoleApp.this::embedded);
      }

      @Override
      public @Nullable Connector connector() {
        return own == null ? connects : null;
      }

      @Override
      public void connected() {
        made.busy(Texts.say("connect.opening"));
        reach(made, null);
      }

      @Override
      public void again(Consumer<String> failed) {
        var opening = far;
        if (opening == null) failed.accept("");
        else reopen(made, opening, failed);
      }
    };
  }

  /// A simulated cluster neither heeds nor changes what a person set up for the real one.
  private Setting setting(Opening wanted) {
    boolean real = wanted.play() == Play.PERSON && !wanted.demo();
    var user = System.getProperty("user.name", "");
    return new Setting(
        user.isEmpty() || user.equals("root") ? "admin" : user,
        new Times(ZoneId.systemDefault()),
        Platform::runLater,
        work,
        real ? stateFile : null);
  }

  /// An hour of the demo's life passes before it is shown: not on the window's time.
  private void demo(Shell shell, Opening wanted) {
    far = null;
    shell.busy(Texts.say("demo.starting"));
    work.execute(
        () -> {
          var face = new DemoFace(System.currentTimeMillis());
          Platform.runLater(
              () -> {
                shell.show(cluster(face), new DemoPanel(face, Platform::runLater));
                face.begin();
                if (wanted.play() == Play.KIOSK) new Kiosk(face).begin();
                if (wanted.play() == Play.SOAK) {
                  new Soak(shell, face, wanted, Platform::exit).begin();
                }
              });
        });
  }

  /// A story of the past, played again from its begin.
  private void story(Shell shell, Path folder) {
    shell.busy(Texts.say("story.opening"));
    work.execute(
        () -> {
          try {
            var face = PlayedFace.ofStory(folder);
            Platform.runLater(
                () -> {
                  var cluster =
                      new Cluster(folder.toString(), face, List.of(), PlayedFace::noBytes, null);
                  shell.show(cluster, new StoryPanel(face));
                  face.begin();
                });
          } catch (IOException e) {
            Platform.runLater(() -> shell.firstStart(Failures.sentence(e)));
          }
        });
  }

  /// The engine that was named; else the one that listens where this user's does.
  private void connect(Shell shell, Opening wanted) {
    if (wanted.embed()) {
      engines(shell, this::embedded);
      return;
    }
    if (wanted.engine().isPresent()) {
      reach(shell, wanted.engine().get());
      return;
    }
    try {
      if (Engines.anyKnown()) reach(shell, null);
    } catch (IOException e) {
      shell.firstStart(String.valueOf(e.getMessage()));
    }
  }

  private Cluster embedded() throws Exception {
    var cluster = Engines.embedded();
    own = cluster.face();
    return cluster;
  }

  /// @param said as [Engines#running] takes it
  private void reach(Shell shell, @Nullable String said) {
    Callable<Cluster> opening = () -> Engines.running(said);
    far = opening;
    engines(shell, opening);
  }

  /// What is shown stays until there is something newer.
  private void reopen(Shell shell, Callable<Cluster> opening, Consumer<String> failed) {
    work.execute(
        () -> {
          try {
            var found = opening.call();
            Platform.runLater(
                () -> {
                  if (opening.equals(far)) shell.show(found, null);
                  else found.face().close();
                });
          } catch (Exception e) {
            Platform.runLater(() -> failed.accept(Failures.sentence(e)));
          }
        });
  }

  /// Connecting takes time, and may fail: neither stops the window.
  private void engines(Shell shell, Callable<Cluster> opening) {
    work.execute(
        () -> {
          try {
            var found = opening.call();
            Platform.runLater(() -> shell.show(found, null));
          } catch (Exception e) {
            var why = e.getMessage() == null ? e.toString() : e.getMessage();
            Platform.runLater(() -> shell.firstStart(why));
          }
        });
  }

  private static Cluster cluster(DemoFace face) {
    return new Cluster(
        Texts.say("demo.name"), face, face.past(), face::bytes, (_, folder) -> face.tell(folder));
  }

  private static void chooseVolume(Stage stage, Shell shell) {
    var chooser = new FileChooser();
    chooser.setTitle(Texts.say("first.choose"));
    var chosen = chooser.showOpenDialog(stage);
    if (chosen != null) shell.openVolume(chosen.toPath());
  }

  private void keep(Stage stage, Shell of) {
    new WindowState(
            stage.getScene().getWidth(),
            stage.getScene().getHeight(),
            stage.isMaximized(),
            of.theme(),
            of.screen().word())
        .save(stateFile);
  }

  @Override
  public void stop() {
    var made = shell;
    if (made != null) made.close();
    var icon = tray;
    if (icon != null) icon.close();
    heap.end();
    work.shutdownNow();
  }
}
