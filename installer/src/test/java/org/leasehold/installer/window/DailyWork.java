package org.leasehold.installer.window;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.input.KeyCode;

/// What an admin does with VMs and hosts in ordinary times, by mouse and keyboard: a power device
/// set up and tried, a migration cancelled, a VM paused, resumed and rebooted, its definition
/// changed, what was plugged by hand taken over, its screen looked at; and an agent that hangs.
final class DailyWork {
  private static final List<String> HOSTS = List.of("h1", "h2", "h3");
  private static final String MORE_MEMORY = "<memory unit='KiB'>147456</memory>";

  private static final String CARD = "52:54:00:00:00:07";

  private static final int GUEST_TRIES = 60;

  private final Finger finger;
  private final Plugs plugs;
  private final Bmc bmc;
  private final Consumer<String> done;

  /// What switches the power of `h2`.
  record Bmc(String address, String user, String password, String cipher) {}

  /// @param done told after each part
  DailyWork(Finger finger, Plugs plugs, Bmc bmc, Consumer<String> done) {
    this.finger = finger;
    this.plugs = plugs;
    this.bmc = bmc;
    this.done = done;
  }

  void all() throws Exception {
    powerDevice();
    cancelledMigration("vm2");
    interrupted("vm2");
    definition("vm2");
    drift("vm2");
    screen("vm1");
  }

  private void powerDevice() {
    finger.click("#nav-hosts");
    finger.clickRow("#hosts", "h2");
    finger.press("#power-add");
    finger.choose("#power-agent", "fence_ipmilan");
    finger.type("#power-ip", bmc.address());
    finger.type("#power-username", bmc.user());
    finger.type("#power-password", bmc.password().strip());
    finger.type("#power-options", "lanplus=1 cipher=" + bmc.cipher());
    finger.click("#power-save");
    finger.await("the device is set up", 120, () -> !finger.shows("#power-save"));
    finger.picture("power-device-set");
    finger.click("#power-close");
    finger.press("#power-test");
    finger.await("a test of it", 90, () -> finger.text("#power-said").contains("on"));
    finger.picture("power-device-tested");
    done.accept("a power device set up and tested: " + finger.text("#power-said"));
  }

  private String hostOf(String vm) {
    var row = finger.row("#vms", vm);
    return HOSTS.stream().filter(row::contains).findFirst().orElse("");
  }

  private void awaitVm(String vm, String state, long seconds) {
    finger.await(
        vm + " " + state, seconds, () -> finger.row("#vms", vm).contains(state) && isSettled(vm));
  }

  /// It has one host, or none is told of.
  private boolean isSettled(String vm) {
    return HOSTS.stream().filter(finger.row("#vms", vm)::contains).count() <= 1;
  }

  private void chosen(String vm) {
    finger.click("#nav-vms");
    finger.clickRow("#vms", vm);
  }

  /// By its button, or by its line in the menu behind "More…".
  private void act(String vm, String word, boolean inMenu, String picture) {
    chosen(vm);
    if (inMenu) finger.click("#act-more");
    finger.click("#act-" + word);
    finger.await("what becomes of it", 30, () -> finger.shows("#effect-go"));
    finger.picture(picture);
    finger.click("#effect-go");
    finger.await("asked", 240, () -> !finger.text("#effect-summary").isEmpty());
    finger.picture(picture + "-answer");
    finger.click("#effect-close");
  }

  /// So slow that a person can think better of it.
  private void cancelledMigration(String vm) throws Exception {
    finger.click("#nav-vms");
    finger.await(vm + " runs", 60, () -> finger.row("#vms", vm).contains("up"));
    var from = hostOf(vm);
    plugs.pull("exec", from, "virsh", "migrate-setspeed", vm, "1");
    chosen(vm);
    finger.click("#act-migrate");
    finger.click("#choice-2");
    finger.click("#effect-go");
    finger.await("asked", 60, () -> !finger.text("#effect-summary").isEmpty());
    finger.click("#effect-close");
    var cancel = "#work .button";
    finger.await("it is under way", 60, () -> finger.shows(cancel) && !finger.isOff(cancel));
    finger.picture("migration-under-way");
    finger.click(cancel);
    finger.await("it is gone from the dock", 90, () -> !finger.shows(cancel));
    finger.picture("migration-cancelled");
    finger.await(vm + " runs where it was", 60, () -> hostOf(vm).equals(from));
    awaitVm(vm, "up", 60);
    var there = plugs.pull("exec", from, "virsh", "domstate", vm).strip();
    if (!there.equals("running")) throw new AssertionError(vm + " is " + there + " on " + from);
    plugs.pull("exec", from, "virsh", "migrate-setspeed", vm, "10000");
    done.accept("a migration cancelled from the dock; " + vm + " runs on on " + from);
  }

  private void interrupted(String vm) {
    act(vm, "pause", true, "pause");
    awaitVm(vm, "paused", 60);
    act(vm, "resume", true, "resume");
    awaitVm(vm, "up", 60);
    act(vm, "reboot", true, "reboot");
    awaitVm(vm, "up", 120);
    done.accept(vm + " paused, resumed and rebooted");
  }

  /// A guest that still boots does not hear that it should shut down.
  private void awaitGuest(String vm) throws Exception {
    for (int i = 0; i < GUEST_TRIES; i++) {
      try {
        plugs.pull("send", vm, hostOf(vm), "ping");
        return;
      } catch (IOException _) {
        finger.sleep(2000);
      }
    }
    throw new AssertionError("the guest of " + vm + " does not answer");
  }

  private void definition(String vm) throws Exception {
    awaitGuest(vm);
    act(vm, "stop", false, "shut-down");
    awaitVm(vm, "down", 120);
    chosen(vm);
    finger.click("#act-more");
    finger.click("#definition-open");
    finger.await("the text", 60, () -> finger.text("#definition-xml").contains("<memory"));
    finger.replace("#definition-xml", "'MiB'>128<", "'MiB'>144<");
    finger.replace("#definition-xml", ">131072<", ">147456<");
    finger.push(KeyCode.ESCAPE);
    finger.await(
        "nothing is lost by one key", 10, () -> finger.text("#definition-close").contains("Lose"));
    finger.click("#definition-check");
    finger.await("it is checked", 120, () -> !finger.isOff("#definition-save"));
    finger.picture("definition-checked");
    finger.click("#definition-save");
    finger.await(
        "it is kept",
        120,
        () -> finger.isOff("#definition-save") && finger.isOff("#definition-check"));
    finger.picture("definition-kept");
    finger.click("#definition-close");
    act(vm, "start", false, "start");
    awaitVm(vm, "up", 90);
    var xml = plugs.pull("exec", hostOf(vm), "virsh", "dumpxml", vm);
    if (!xml.contains(MORE_MEMORY)) throw new AssertionError("not what was kept: " + xml);
    done.accept("a changed definition of " + vm + " runs on " + hostOf(vm));
  }

  private void drift(String vm) throws Exception {
    var host = hostOf(vm);
    var card =
        "echo \"<interface type='user'><mac address='%s'/><model type='virtio'/></interface>\""
                .formatted(CARD)
            + " > /root/card.xml && virsh attach-device %s /root/card.xml --live".formatted(vm);
    plugs.pull("exec", host, "sh", "-c", card);
    chosen(vm);
    finger.await("the difference is told", 120, () -> finger.says(CARD + ": live, not defined"));
    act(vm, "takeover", true, "take-over");
    chosen(vm);
    finger.click("#act-more");
    finger.click("#definition-open");
    finger.await("it is defined", 60, () -> finger.text("#definition-xml").contains(CARD));
    finger.picture("taken-over");
    finger.click("#definition-close");
    done.accept("a card plugged by hand is in the definition of " + vm);
  }

  private void screen(String vm) {
    chosen(vm);
    finger.press("#guest-screen");
    finger.await("a picture of its screen", 60, () -> finger.shows("#guest-picture"));
    finger.press("#guest-display");
    finger.await("it is shown in the viewer", 60, Viewers::isOneOpen);
    finger.picture("guest");
    Viewers.close();
    finger.await("nothing failed", 30, () -> !finger.says("Its display opens"));
    done.accept("the screen of " + vm + ", and its display in the real viewer");
  }

  /// Connected, and silent: stopped as a program that hangs is.
  void hungAgent(String host) throws Exception {
    plugs.pull("exec", host, "pkill", "-STOP", "-f", "leasehold-agent.* serve");
    finger.click("#nav-overview");
    finger.await("that it hangs is said", 150, () -> finger.says("does not hear its agent"));
    finger.picture("agent-hangs");
    chosen("vm1");
    finger.await("the window is usable", 10, () -> finger.text("#vm-title").equals("vm1"));
    finger.click("#nav-overview");
    plugs.pull("exec", host, "pkill", "-CONT", "-f", "leasehold-agent.* serve");
    finger.await("it is over", 180, () -> finger.text("#pill-incidents").equals("no incidents"));
    done.accept("an agent that hangs is said to, and what runs on");
  }
}
