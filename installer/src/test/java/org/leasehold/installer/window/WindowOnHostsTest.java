package org.leasehold.installer.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.installer.agents.Lab;

/// Three bare hosts, two VMs on one of them, and a window of the shipped programs whose engine runs
/// in it: everything is done by mouse and keyboard. Pictures of every step are left in
/// `target/tour`.
@Tag("daemon")
@Tag("long")
@Timeout(1200)
class WindowOnHostsTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Path IMAGE = TOP.resolve("app/target/leasehold");
  private static final Path PICTURES = Path.of("target/tour").toAbsolutePath();

  @TempDir static Path folder;

  @Test
  void aClusterIsMadeInTheWindowAndSurvivesAPowerLoss() throws Exception {
    try (var lab = Lab.bare("window-test", 3)) {
      for (var vm : List.of("vm1", "vm2")) {
        Files.writeString(
            lab.rootOf("h1").resolve("root/" + vm + ".xml"), lab.done("vm-xml", "--no-lease", vm));
        lab.done("exec", "h1", "virsh", "define", "/root/" + vm + ".xml");
        lab.done("exec", "h1", "virsh", "start", vm);
      }
      var said = folder.resolve("said").toFile();
      var process =
          new ProcessBuilder(line(lab)).redirectErrorStream(true).redirectOutput(said).start();
      try {
        boolean ended = process.waitFor(15, TimeUnit.MINUTES);
        var told = Files.readString(said.toPath());
        System.out.println(told);
        assertEquals("0", ended ? process.exitValue() + "" : "never", told);
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      lab.done("verify");
    }
  }

  private static List<String> line(Lab lab) throws Exception {
    var ssh = Files.createDirectories(folder.resolve(".ssh"));
    Files.copy(
        Path.of(lab.status().getAsJsonObject("ssh").get("key").getAsString()),
        ssh.resolve("id_ed25519"));
    for (var name : List.of("state", "run", "config"))
      Files.createDirectories(folder.resolve(name));
    var run = TOP.resolve("installer/lab/run").toString();
    var line =
        new ArrayList<>(
            List.of(
                run,
                "in-net",
                "--name",
                lab.name(),
                "/usr/bin/env",
                "XDG_STATE_HOME=" + folder.resolve("state"),
                "XDG_RUNTIME_DIR=" + folder.resolve("run"),
                "XDG_CONFIG_HOME=" + folder.resolve("config"),
                IMAGE.resolve("runtime/bin/java").toString(),
                "-Duser.home=" + folder));
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
            Tour.class.getName(),
            run,
            lab.name(),
            lab.rootOf("h1").resolve("../..").normalize().toString(),
            PICTURES.toString()));
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
