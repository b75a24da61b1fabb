package org.leasehold.installer.window;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.input.KeyCode;

/// From the first start to the proof that a VM came back, in the window alone: hosts by the
/// assistant, the volume, two VMs adopted, migration, maintenance, what-if, a cut network that
/// cannot be confirmed as a reboot, a power loss; between them [DailyWork]. Run in the lab's
/// network by [WindowOnHostsTest].
public final class Tour {
  private static final List<String> HOSTS = List.of("h1", "h2", "h3");
  private static final int STORE_TRIES = 12;

  private final Finger finger;
  private final Plugs plugs;
  private final DailyWork daily;
  private long stepNanos = System.nanoTime();

  private Tour(Finger finger, Plugs plugs, DailyWork.Bmc bmc) {
    this.finger = finger;
    this.plugs = plugs;
    daily = new DailyWork(finger, plugs, bmc, this::done);
  }

  /// @param args `installer/lab/run`, the lab's name, its folder of hosts, a folder for pictures,
  ///   and of a BMC of `h2`: address, user, file of the password, cipher
  public static void main(String[] args) throws Exception {
    var pictures = Files.createDirectories(Path.of(args[3]));
    var finger = new Finger(pictures);
    PersonsWindow.open();
    int code = 0;
    try {
      var plugs = new Plugs(Path.of(args[0]), args[1], Path.of(args[2]));
      var bmc = new DailyWork.Bmc(args[4], args[5], Files.readString(Path.of(args[6])), args[7]);
      new Tour(finger, plugs, bmc).all();
    } catch (Exception | AssertionError e) {
      code = 1;
      System.out.println("FAILED " + e);
      e.printStackTrace(System.out);
      finger.picture("failed");
    }
    System.out.flush();
    Runtime.getRuntime().halt(code);
  }

  private void all() throws Exception {
    finger.await("a window", 60, () -> !javafx.stage.Window.getWindows().isEmpty());
    finger.click("#first-engine");
    finger.await("the screens", 60, () -> finger.shows("#nav-hosts"));
    done("an engine in this window");
    for (var host : HOSTS) addHost(host);
    createStore();
    finger.click("#nav-hosts");
    for (var host : HOSTS) awaitHost(host, "up", 120);
    finger.picture("hosts");
    done("three hosts are up");
    adopt("vm1");
    adopt("vm2");
    finger.await(
        "all protected", 120, () -> finger.text("#pill-protected").equals("2 of 2 VMs protected"));
    finger.picture("vms-protected");
    done("two VMs adopted and protected");
    leaseMap();
    migrate("vm2", "2", "h2");
    maintenance();
    daily.all();
    whatIf();
    cutNetwork();
    powerLoss();
    daily.hungAgent("h3");
  }

  private void done(String what) {
    long now = System.nanoTime();
    System.out.printf("ok %s (%d s)%n", what, (now - stepNanos) / 1_000_000_000L);
    System.out.flush();
    stepNanos = now;
  }

  private void addHost(String host) throws Exception {
    finger.click("#nav-hosts");
    finger.click("#host-add");
    finger.type("#add-name", host);
    finger.type("#add-address", "10.77.0.1" + host.substring(1));
    finger.click("#add-install");
    finger.click("#add-next");
    finger.await("a key", 90, () -> finger.shows("#add-compared"));
    if (!finger.text("#add-fingerprint").contains("SHA256:")) {
      throw new AssertionError("no fingerprint: " + finger.text("#add-fingerprint"));
    }
    finger.picture("key-of-" + host);
    finger.click("#add-compared");
    finger.click("#add-next");
    finger.await(
        "the plan", 240, () -> !finger.shows("#add-compared") || !finger.isOff("#add-next"));
    finger.picture("plan-for-" + host);
    finger.click("#add-next");
    finger.await(host + " is added", 300, () -> !finger.shows("#add-next"));
    finger.picture("added-" + host);
    finger.click("#add-close");
    plugs.migrateOverFuse(host);
    done("added " + host);
  }

  private void createStore() {
    finger.click("#nav-settings");
    finger.click("#settings-stores");
    for (int i = 0; i < STORE_TRIES; i++) {
      finger.click("#store-new");
      finger.type("#store-name", "store1");
      finger.type("#store-path", "/storage/store1/xleases");
      finger.type("#store-timeout", "1");
      if (!finger.isOff("#store-go")) break;
      // the agents have just been started anew
      finger.click("#store-close");
      finger.sleep(5000);
    }
    finger.click("#store-go");
    finger.await(
        "the volume is made",
        120,
        () -> finger.isOff("#store-go") && finger.text("#store-said").contains("store1"));
    finger.picture("store-made");
    finger.click("#store-close");
    done("the volume is made");
  }

  private void awaitHost(String host, String state, long seconds) {
    finger.await(
        host + " " + state,
        seconds,
        () -> finger.row("#hosts", host).stream().anyMatch(cell -> cell.startsWith(state)));
  }

  private void awaitVm(String vm, String state, String host, long seconds) {
    finger.await(
        "%s %s on %s".formatted(vm, state, host),
        seconds,
        () -> {
          var row = finger.row("#vms", vm);
          return row.contains(state) && row.contains(host);
        });
  }

  private void adopt(String vm) {
    finger.click("#nav-vms");
    finger.click("#adopt-open");
    finger.choose("#adopt-host", "h1");
    finger.choose("#adopt-domain", vm);
    finger.click("#adopt-ask");
    finger.await("a plan", 90, () -> finger.shows("#adopt-plan") && !finger.isOff("#adopt-go"));
    finger.picture("adopt-" + vm);
    finger.click("#adopt-go");
    finger.await("adopted", 120, () -> finger.isOff("#adopt-ask") && finger.isOff("#adopt-go"));
    finger.push(KeyCode.ESCAPE);
    awaitVm(vm, "up", "h1", 60);
  }

  private void leaseMap() {
    finger.click("#nav-lease-map");
    finger.await("the volume", 60, () -> finger.text("#inspector-title").equals("engine"));
    finger.picture("lease-map");
    finger.click("#check-volume");
    finger.await("checked", 90, () -> finger.text("#check-close").equals("Close"));
    finger.picture("volume-checked");
    finger.click("#check-close");
    done("the volume is shown and checked");
  }

  private void migrate(String vm, String hostId, String host) {
    finger.click("#nav-vms");
    finger.clickRow("#vms", vm);
    finger.click("#act-migrate");
    finger.click("#choice-" + hostId);
    finger.click("#effect-go");
    finger.await("asked", 60, () -> !finger.text("#effect-summary").isEmpty());
    finger.picture("migration-asked");
    finger.click("#effect-close");
    awaitVm(vm, "up", host, 120);
    finger.picture("migrated");
    done(vm + " migrated to " + host);
  }

  private void maintenance() {
    finger.click("#nav-hosts");
    finger.clickRow("#hosts", "h2");
    finger.click("#hostact-maintenance");
    finger.picture("maintenance-effect");
    finger.click("#effect-go");
    finger.await("asked", 60, () -> !finger.text("#effect-summary").isEmpty());
    finger.click("#effect-close");
    awaitHost("h2", "maintenance", 180);
    finger.picture("maintenance");
    finger.click("#nav-vms");
    finger.await("vm2 has left h2", 60, () -> !finger.row("#vms", "vm2").contains("h2"));
    finger.click("#nav-hosts");
    finger.clickRow("#hosts", "h2");
    finger.click("#hostact-end");
    finger.click("#effect-go");
    finger.await("asked", 60, () -> !finger.text("#effect-summary").isEmpty());
    finger.click("#effect-close");
    awaitHost("h2", "up", 120);
    done("h2 in maintenance and back");
  }

  private void whatIf() {
    finger.click("#nav-what-if");
    finger.choose("#whatif-target", "h1");
    finger.click("#whatif-pull");
    finger.await("an answer", 120, () -> finger.shows("#whatif-result"));
    finger.picture("what-if");
    done("what-if");
  }

  /// The network of a host is cut: it lives on storage, so it cannot be confirmed as rebooted.
  private void cutNetwork() throws Exception {
    finger.click("#nav-overview");
    plugs.pull("cut-network", "h1");
    finger.await("the incident", 120, () -> finger.shows("#confirm-host-1"));
    finger.await("silence", 60, () -> finger.shows("#pill-incidents"));
    finger.click("#confirm-host-1");
    finger.await("it lives on storage", 90, () -> finger.shows("#confirm-dialog .bad-note"));
    if (!finger.isOff("#confirm-button")) throw new AssertionError("a live host can be confirmed");
    finger.picture("confirm-blocked");
    finger.push(KeyCode.ESCAPE);
    plugs.pull("heal-network", "h1");
    finger.await("it is over", 120, () -> finger.text("#pill-incidents").equals("no incidents"));
    done("a cut network cannot be confirmed as a reboot");
  }

  private void powerLoss() throws Exception {
    plugs.pull("power-off", "h1");
    finger.await("a countdown", 120, () -> finger.text("#countdown-host-1").startsWith("in "));
    finger.picture("power-loss");
    finger.click("#nav-lease-map");
    finger.picture("lease-map-threatened");
    finger.click("#nav-vms");
    finger.await(
        "vm1 runs again",
        240,
        () -> {
          var row = finger.row("#vms", "vm1");
          return row.contains("up") && !row.contains("h1");
        });
    finger.picture("recovered");
    done("power loss: vm1 runs on another host");
    finger.click("#nav-incidents");
    finger.await("the proof card", 60, () -> finger.shows(".proof-times"));
    finger.picture("incident");
    plugs.pull("power-on", "h1");
    finger.click("#nav-hosts");
    awaitHost("h1", "up", 240);
    finger.click("#nav-incidents");
    finger.picture("incident-closed");
    done("the host is back");
  }
}
