package org.leasehold.installer.window;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.leasehold.installer.agents.Lab;

/// A machine of its own in a lab's network, which has the shipped window and one SSH key: the
/// command line that runs it and drives it.
public final class WindowProgram {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Path IMAGE = TOP.resolve("app/target/leasehold");

  /// `installer/lab/run`
  public static final Path LAB = TOP.resolve("installer/lab/run");

  private WindowProgram() {}

  /// @param key of SSH
  /// @param home the machine's own folder
  /// @param driver has the `main` that clicks
  public static List<String> line(
      Lab lab, Path key, Path home, Class<?> driver, String... arguments) throws IOException {
    var ssh = Files.createDirectories(home.resolve(".ssh"));
    Files.copy(key, ssh.resolve("id_ed25519"));
    for (var name : List.of("state", "run", "config")) Files.createDirectories(home.resolve(name));
    var line =
        new ArrayList<>(
            List.of(
                LAB.toString(),
                "in-net",
                "--name",
                lab.name(),
                // The window is drawn into memory; the viewer of a guest's screen is not.
                "/usr/bin/xvfb-run",
                "-a",
                "/usr/bin/env",
                "XDG_STATE_HOME=" + home.resolve("state"),
                "XDG_RUNTIME_DIR=" + home.resolve("run"),
                "XDG_CONFIG_HOME=" + home.resolve("config"),
                IMAGE.resolve("runtime/bin/java").toString(),
                "-Duser.home=" + home));
    line.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx384m",
            "-Dtestfx.robot=glass",
            "-Dglass.platform=Monocle",
            "-Dmonocle.platform=Headless",
            "-Dheadless.geometry=1920x1080-32",
            "-Dprism.order=sw",
            "--enable-native-access=javafx.graphics,ALL-UNNAMED",
            "--add-opens=javafx.graphics/com.sun.javafx.application=ALL-UNNAMED",
            "--add-exports=javafx.base/com.sun.javafx.event=ALL-UNNAMED",
            "-cp",
            IMAGE.resolve("lib") + "/*" + File.pathSeparator + drivers(),
            driver.getName()));
    line.addAll(List.of(arguments));
    return line;
  }

  /// What drives the window is no part of the programs.
  private static String drivers() {
    var drivers = new ArrayList<String>();
    for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      var name = entry.substring(entry.lastIndexOf('/') + 1);
      if (name.startsWith("testfx") || name.startsWith("hamcrest") || name.equals("test-classes")) {
        drivers.add(entry);
      }
    }
    return String.join(File.pathSeparator, drivers);
  }
}
