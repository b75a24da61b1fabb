package org.leasehold.installer.window;

import java.nio.file.Files;
import java.nio.file.Path;

/// A fresh machine's window gets to know a cluster through one of its hosts: its key is compared,
/// then the window shows what the engine that acts shows, and HA is paused and resumed through it.
/// When that engine falls silent, it says so and finds the one that acts then.
public final class Newcomer {
  /// Printed once the window shows the cluster: now somebody silences the engine.
  public static final String CONNECTED = "connected";

  private static final String SILENCE = "The engine has told nothing for";

  private Newcomer() {}

  /// @param args a folder for pictures, the host's address
  public static void main(String[] args) throws Exception {
    var finger = new Finger(Files.createDirectories(Path.of(args[0])));
    PersonsWindow.open();
    int code = 0;
    try {
      connects(finger, args[1]);
      System.out.println(CONNECTED);
      System.out.flush();
      findsAnother(finger);
      System.out.println("ok");
    } catch (RuntimeException | AssertionError e) {
      code = 1;
      e.printStackTrace(System.out);
      finger.picture("failed");
    }
    System.out.flush();
    Runtime.getRuntime().halt(code);
  }

  private static void findsAnother(Finger finger) {
    var before = finger.text("#pill-acts");
    finger.await("that it is silent is said", 120, () -> finger.says(SILENCE));
    finger.picture("silent");
    finger.await(
        "the engine that acts now",
        180,
        () -> !finger.says(SILENCE) && isAnother(before, finger.text("#pill-acts")));
    finger.click("#nav-vms");
    finger.await("vm1 is up", 60, () -> finger.row("#vms", "vm1").contains("up"));
    finger.picture("another-engine");
  }

  private static boolean isAnother(String before, String now) {
    return now.endsWith("acts") && !now.equals(before);
  }

  private static void connects(Finger finger, String address) {
    finger.await("a window", 60, () -> !javafx.stage.Window.getWindows().isEmpty());
    finger.click("#first-connect");
    finger.type("#connect-address", address);
    finger.click("#connect-next");
    finger.await("a key", 60, () -> finger.text("#connect-fingerprint").contains("SHA256:"));
    finger.picture("key");
    finger.click("#connect-compared");
    finger.click("#connect-next");
    finger.await("the cluster", 90, () -> finger.shows("#pill-protected"));
    finger.await("its VMs", 60, () -> finger.text("#pill-protected").startsWith("1 of 1"));
    finger.click("#nav-vms");
    finger.await("vm1 is up", 60, () -> finger.row("#vms", "vm1").contains("up"));
    finger.picture("connected");
    finger.push(javafx.scene.input.KeyCode.CONTROL, javafx.scene.input.KeyCode.K);
    finger.write("pause ha");
    finger.push(javafx.scene.input.KeyCode.ENTER);
    finger.write("a look around");
    finger.click("#pause-begin");
    finger.await("HA is paused", 30, () -> finger.text("#pill-acts").equals("HA paused"));
    finger.picture("paused");
    finger.click("#resume-ha");
    finger.await("HA goes on", 30, () -> finger.text("#pill-acts").endsWith("acts"));
  }
}
