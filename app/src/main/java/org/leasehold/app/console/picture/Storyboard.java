package org.leasehold.app.console.picture;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.SnapshotParameters;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListView;
import javafx.scene.image.WritableImage;
import javafx.scene.transform.Transform;
import javafx.stage.Stage;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.desktop.Opening;
import org.leasehold.app.console.demo.DemoFace;
import org.leasehold.app.console.demo.DemoPanel;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.shell.Cluster;
import org.leasehold.app.console.shell.Screen;
import org.leasehold.app.console.shell.Setting;
import org.leasehold.app.console.shell.Shell;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;

/// Plays "a host loses power" to its end in the real window, takes pictures of every screen on the
/// way, and tells the story.
public final class Storyboard {
  /// How a picture is taken.
  ///
  /// @param scale 2 is a screen of twice the density
  private record Frame(int width, int height, double scale) {
    @Override
    public String toString() {
      return width + "x" + height + (scale == 1 ? "" : "@" + (int) (scale * 100));
    }
  }

  private static final Frame PLAIN = new Frame(1440, 900, 1);
  private static final List<Frame> EVERY =
      List.of(PLAIN, new Frame(1024, 700, 1), new Frame(1440, 900, 2));
  private static final int RECOVERED_WITHIN_SECONDS = 600;

  private final Stage stage;
  private final Shell shell;
  private final Setting setting;
  private final Opening wanted;
  private final PrintWriter out;
  private final DemoFace face;
  private final List<Path> taken = new ArrayList<>();
  private long told;

  public Storyboard(Stage stage, Shell shell, Setting setting, Opening wanted) {
    this.stage = stage;
    this.shell = shell;
    this.setting = setting;
    this.wanted = wanted;
    out = wanted.out();
    face = new DemoFace(System.currentTimeMillis());
  }

  /// @param ended told on the window's thread
  public void play(Consumer<ExitCode> ended) {
    Thread.ofPlatform()
        .name("storyboard")
        .daemon()
        .start(
            () -> {
              var code = ExitCode.DONE;
              try {
                code = acts();
              } catch (Exception e) {
                out.println("leasehold demo: " + e);
                code = ExitCode.UNREACHABLE;
              }
              out.flush();
              var last = code;
              Platform.runLater(() -> ended.accept(last));
            });
  }

  private ExitCode acts() throws Exception {
    out.println("Three simulated hosts, the real engine. kvm2 loses power.");
    picture("first-start");
    told = face.latest().recent().getLast().number();
    window(
        () -> {
          shell.show(
              new Cluster(
                  Texts.say("demo.name"),
                  face,
                  face.past(),
                  face::bytes,
                  (_, folder) -> face.tell(folder)),
              new DemoPanel(face, Platform::runLater));
          return null;
        });
    picture("overview-calm");
    leaseMap("lease-map-calm", "erp-db");
    hostsVmsSettings();
    dialog("palette", shell::openPalette);
    whatIf("what-if-two-hosts", 1, 0);
    whatIf("what-if", 0, 1);
    overview();
    face.make(Trouble.POWER_LOSS, 2, "web-1").get(20, TimeUnit.SECONDS);
    skip(44);
    picture("overview-silent");
    skip(51);
    picture("overview-failing");
    screen(Screen.INCIDENTS);
    picture("incident-open");
    overview();
    window(
        () -> {
          shell.showPlans();
          return null;
        });
    picture("overview-plan");
    window(
        () -> {
          shell.showVm(new VmId("erp-db"));
          return null;
        });
    picture("vms-threatened");
    window(
        () -> {
          shell.showHostInFull(new HostId(2));
          return null;
        });
    picture("hosts-silent");
    overview();
    window(
        () -> {
          shell.showPlans();
          return null;
        });
    leaseMap("lease-map-threatened", "erp-db");
    bytes();
    overview();
    dialog("confirm-typed", () -> shell.confirmRebooted(new HostId(2)));
    int waited = 95;
    while (!recovered() && waited < RECOVERED_WITHIN_SECONDS) {
      skip(1);
      waited++;
    }
    boolean over = recovered();
    skip(4);
    picture("overview-recovered");
    screen(Screen.INCIDENTS);
    picture("incident-recovered");
    screen(Screen.EVENTS);
    window(
        () -> {
          control("#event-list", ListView.class).getSelectionModel().select(3);
          return null;
        });
    picture("events");
    face.make(Trouble.LEASE_ROT, 1, "web-1").get(20, TimeUnit.SECONDS);
    leaseMap("lease-map-corrupt", "test-7");
    dialog("check-volume", shell::checkVolume);
    face.make(Trouble.POWER_BUTTON, 2, "web-1").get(20, TimeUnit.SECONDS);
    quietly(300);
    face.make(Trouble.MANAGEMENT_CUT, 3, "web-1").get(20, TimeUnit.SECONDS);
    quietly(30);
    overview();
    picture("overview-management-cut");
    dialog("confirm-blocked", () -> shell.confirmRebooted(new HostId(3)));
    dialog("pause", shell::pauseHa);
    summary(over, waited);
    return over ? ExitCode.DONE : ExitCode.FINDINGS;
  }

  private void hostsVmsSettings() throws Exception {
    window(
        () -> {
          shell.showVm(new VmId("erp-db"));
          return null;
        });
    picture("vms");
    dialog("vm-stop", () -> fire("#act-stop"));
    dialog("vm-migrate", () -> fire("#act-migrate"));
    dialog("vm-adopt", () -> fire("#adopt-open"));
    dialog("vm-policy", () -> shell.showPolicy(new VmId("erp-db")));
    window(
        () -> {
          shell.showHostInFull(new HostId(3));
          return null;
        });
    quietly(0);
    picture("hosts");
    dialog("host-maintenance", () -> fire("#hostact-maintenance"));
    dialog("host-add", () -> fire("#host-add"));
    for (var part : List.of("cluster", "times", "stores", "notify", "window")) {
      window(
          () -> {
            shell.showSettings(part);
            return null;
          });
      picture("settings-" + part);
    }
    window(
        () -> {
          shell.showSettings("stores");
          return null;
        });
    dialog("store-new", () -> fire("#store-new"));
    dialog("store-remove", () -> fire("#store-remove-store1"));
  }

  private void fire(String id) {
    control(id, Button.class).fire();
  }

  private void summary(boolean over, int seconds) {
    var broken = face.latest().complaints();
    out.println();
    out.println(
        over
            ? "All protected VMs of kvm2 run again, %d s after the power went; each exactly once."
                .formatted(seconds)
            : "Not every VM runs again after %d s.".formatted(seconds));
    out.println(broken.isEmpty() ? "Safety rules broken: none." : String.join("\n", broken));
    if (!taken.isEmpty()) {
      out.println(taken.size() + " pictures in " + taken.getFirst().getParent());
    }
  }

  private boolean recovered() {
    var snapshot = face.latest();
    var document = snapshot.state().document();
    if (document == null || snapshot.open().isEmpty()) return false;
    return snapshot.open().stream()
        .flatMap(incident -> incident.vms().stream())
        .filter(
            vm -> {
              var entry = document.vms().get(vm.vm());
              return entry != null && entry.isProtected();
            })
        .allMatch(vm -> vm.runningMillis() > 0);
  }

  private void skip(int seconds) throws Exception {
    quietly(seconds);
    for (var line : face.latest().recent()) {
      if (line.number() <= told) continue;
      told = line.number();
      out.printf(
          "%s  %-9s %-34s %s%n",
          setting.times().clock(line.wallMillis()),
          line.subject().replaceFirst("^(host|vm) ", ""),
          line.what(),
          line.because());
    }
  }

  private void quietly(int seconds) throws Exception {
    face.skip(seconds).get(60, TimeUnit.SECONDS);
  }

  private void overview() throws Exception {
    screen(Screen.OVERVIEW);
  }

  /// Its first answers come from the demo's thread.
  private void screen(Screen wanted) throws Exception {
    window(
        () -> {
          shell.open(wanted);
          return null;
        });
    quietly(0);
    window(() -> null);
    window(() -> null);
  }

  /// @param kind which of the plugs, from 0
  /// @param target where, from 0
  private void whatIf(String name, int kind, int target) throws Exception {
    screen(Screen.WHAT_IF);
    window(
        () -> {
          control("#whatif-kind", ComboBox.class).getSelectionModel().select(kind);
          control("#whatif-target", ComboBox.class).getSelectionModel().select(target);
          control("#whatif-pull", Button.class).fire();
          return null;
        });
    var cancel = window(() -> control("#whatif-cancel", Button.class));
    for (int i = 0; i < 300 && window(cancel::isVisible); i++) Thread.sleep(100);
    picture(name);
  }

  private void leaseMap(String name, String vm) throws Exception {
    // two looks: the first tells what is there, the second what the look found
    for (int i = 0; i < 3; i++) {
      window(
          () -> {
            shell.showLease(new VmId(vm));
            shell.lookNow();
            return null;
          });
      quietly(0);
      window(() -> null);
    }
    picture(name);
  }

  private void bytes() throws Exception {
    window(
        () -> {
          control("#bytes", Button.class).fire();
          return null;
        });
    quietly(0);
    window(() -> null);
    picture("lease-map-bytes");
  }

  private void dialog(String name, Runnable open) throws Exception {
    window(
        () -> {
          open.run();
          return null;
        });
    quietly(0);
    window(() -> null);
    picture(name);
    window(
        () -> {
          shell.closeDialog();
          return null;
        });
  }

  /// Runs on the window's thread. What stands in a scroll pane is found only once its skin is
  /// there, and the skin comes with the next pulse: a busy machine may not have had one since the
  /// screen was opened, so it is asked for here.
  private <T extends Node> T control(String id, Class<T> type) {
    var root = stage.getScene().getRoot();
    root.applyCss();
    root.layout();
    var found = shell.lookup(id);
    if (found == null) throw new IllegalStateException("the window has no " + id + " now");
    return type.cast(found);
  }

  private void picture(String name) throws Exception {
    if (wanted.pictures().isEmpty()) return;
    var folder = wanted.pictures().get();
    for (var frame : wanted.everySize() ? EVERY : List.of(PLAIN)) {
      for (var theme : Theme.values()) {
        var file = folder.resolve("%s-%s-%s.png".formatted(name, theme.word(), frame));
        var image = window(() -> shot(theme, frame));
        write(image, file);
      }
    }
  }

  private void write(WritableImage image, Path file) throws IOException {
    PngFile.write(image, file);
    taken.add(file);
  }

  private WritableImage shot(Theme theme, Frame frame) {
    if (shell.theme() != theme) shell.theme(theme);
    stage.setWidth(frame.width());
    stage.setHeight(frame.height());
    var root = stage.getScene().getRoot();
    root.resize(frame.width(), frame.height());
    // sizes of wrapped texts are known only after a first layout
    for (int i = 0; i < 3; i++) {
      root.applyCss();
      root.layout();
    }
    var how = new SnapshotParameters();
    how.setTransform(Transform.scale(frame.scale(), frame.scale()));
    how.setFill(theme.colours().get("bg"));
    var image =
        new WritableImage(
            (int) (frame.width() * frame.scale()), (int) (frame.height() * frame.scale()));
    return root.snapshot(how, image);
  }

  /// Runs on the window's thread and waits for it.
  private static <T> T window(Callable<T> action) throws Exception {
    var task = new FutureTask<>(action);
    Platform.runLater(task);
    try {
      return task.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
