package org.leasehold.app.console.picture;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListView;
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
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;

/// Plays "a host loses power" to its end in the real window, takes pictures of every screen on the
/// way, and tells the story.
public final class Storyboard {
  private static final int RECOVERED_WITHIN_SECONDS = 600;

  private final Stage stage;
  private final Shell shell;
  private final Setting setting;
  private final PrintWriter out;
  private final DemoFace face;
  private final Camera camera;
  private long told;

  public Storyboard(Stage stage, Shell shell, Setting setting, Opening wanted) {
    this.stage = stage;
    this.shell = shell;
    this.setting = setting;
    out = wanted.out();
    camera = new Camera(stage, shell, wanted);
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
    Camera.window(
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
    Camera.window(
        () -> {
          shell.showPlans();
          return null;
        });
    picture("overview-plan");
    Camera.window(
        () -> {
          shell.showVm(new VmId("erp-db"));
          return null;
        });
    picture("vms-threatened");
    Camera.window(
        () -> {
          shell.showHostInFull(new HostId(2));
          return null;
        });
    picture("hosts-silent");
    overview();
    Camera.window(
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
    Camera.window(
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
    troubles();
    summary(over, waited);
    return over ? ExitCode.DONE : ExitCode.FINDINGS;
  }

  /// What is wrong, what still works, and what to do.
  private void troubles() throws Exception {
    quietly(300);
    face.make(Trouble.NO_SPACE, 1, "mail").get(20, TimeUnit.SECONDS);
    quietly(20);
    picture("overview-no-space");
    quietly(200);
    face.make(Trouble.STORE_LOST, 1, "web-1").get(20, TimeUnit.SECONDS);
    quietly(20);
    picture("overview-store-lost");
  }

  private void hostsVmsSettings() throws Exception {
    Camera.window(
        () -> {
          shell.showVm(new VmId("erp-db"));
          return null;
        });
    picture("vms");
    dialog("vm-stop", () -> fire("#act-stop"));
    dialog("vm-migrate", () -> fire("#act-migrate"));
    dialog("vm-adopt", () -> fire("#adopt-open"));
    dialog("vm-policy", () -> shell.showPolicy(new VmId("erp-db")));
    Camera.window(
        () -> {
          shell.showHostInFull(new HostId(3));
          return null;
        });
    quietly(0);
    picture("hosts");
    dialog("host-maintenance", () -> fire("#hostact-maintenance"));
    dialog("host-add", () -> fire("#host-add"));
    dialog("host-power", () -> fire("#power-add"));
    for (var part : List.of("cluster", "times", "stores", "notify", "window")) {
      Camera.window(
          () -> {
            shell.showSettings(part);
            return null;
          });
      picture("settings-" + part);
    }
    Camera.window(
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
    var taken = camera.taken();
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
    Camera.window(
        () -> {
          shell.open(wanted);
          return null;
        });
    quietly(0);
    Camera.window(() -> null);
    Camera.window(() -> null);
  }

  /// @param kind which of the plugs, from 0
  /// @param target where, from 0
  private void whatIf(String name, int kind, int target) throws Exception {
    screen(Screen.WHAT_IF);
    Camera.window(
        () -> {
          control("#whatif-kind", ComboBox.class).getSelectionModel().select(kind);
          control("#whatif-target", ComboBox.class).getSelectionModel().select(target);
          control("#whatif-pull", Button.class).fire();
          return null;
        });
    var cancel = Camera.window(() -> control("#whatif-cancel", Button.class));
    for (int i = 0; i < 300 && Camera.window(cancel::isVisible); i++) Thread.sleep(100);
    picture(name);
  }

  private void leaseMap(String name, String vm) throws Exception {
    // two looks: the first tells what is there, the second what the look found
    for (int i = 0; i < 3; i++) {
      Camera.window(
          () -> {
            shell.showLease(new VmId(vm));
            shell.lookNow();
            return null;
          });
      quietly(0);
      Camera.window(() -> null);
    }
    picture(name);
  }

  private void bytes() throws Exception {
    Camera.window(
        () -> {
          control("#bytes", Button.class).fire();
          return null;
        });
    quietly(0);
    Camera.window(() -> null);
    picture("lease-map-bytes");
  }

  private void dialog(String name, Runnable open) throws Exception {
    Camera.window(
        () -> {
          open.run();
          return null;
        });
    quietly(0);
    Camera.window(() -> null);
    picture(name);
    Camera.window(
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
    camera.take(name);
  }
}
