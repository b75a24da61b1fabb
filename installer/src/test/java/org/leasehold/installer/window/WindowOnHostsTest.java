package org.leasehold.installer.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
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
@Timeout(1800)
class WindowOnHostsTest {
  private static final Path PICTURES = Path.of("target/tour").toAbsolutePath();

  private static final String DISPLAY =
      "<graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'/>"
          + "<video><model type='vga'/></video>";

  @TempDir static Path folder;

  @Test
  void aClusterIsMadeInTheWindowAndSurvivesAPowerLoss() throws Exception {
    try (var lab = Lab.bare("window-test", 3)) {
      for (var vm : List.of("vm1", "vm2")) {
        Files.writeString(
            lab.rootOf("h1").resolve("root/" + vm + ".xml"),
            lab.done("vm-xml", "--no-lease", vm).replace("</devices>", DISPLAY + "</devices>"));
        lab.done("exec", "h1", "virsh", "define", "/root/" + vm + ".xml");
        lab.done("exec", "h1", "virsh", "start", vm);
      }
      var said = folder.resolve("said").toFile();
      var process =
          new ProcessBuilder(line(lab)).redirectErrorStream(true).redirectOutput(said).start();
      try {
        boolean ended = process.waitFor(25, TimeUnit.MINUTES);
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
    var bmc = lab.status("h2").getAsJsonObject("bmc");
    return WindowProgram.line(
        lab,
        Path.of(lab.status().getAsJsonObject("ssh").get("key").getAsString()),
        folder,
        Tour.class,
        WindowProgram.LAB.toString(),
        lab.name(),
        lab.rootOf("h1").resolve("../..").normalize().toString(),
        PICTURES.toString(),
        bmc.get("address").getAsString(),
        bmc.get("user").getAsString(),
        bmc.get("password_file").getAsString(),
        bmc.get("cipher").getAsString());
  }
}
