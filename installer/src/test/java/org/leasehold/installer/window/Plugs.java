package org.leasehold.installer.window;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The lab's plugs, pulled from within its network.
///
/// @param program `installer/lab/run`
/// @param hosts folder of the hosts' files
record Plugs(Path program, String lab, Path hosts) {
  private static final long COMMAND_SECONDS = 180;

  String pull(String plug, String... words) throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of(program.toString(), plug, "--name", lab));
    line.addAll(List.of(words));
    var process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(line + ": " + said);
    }
    return said;
  }

  /// The lab's file system is FUSE, which libvirt does not know as shared; on an admin's hosts
  /// there is nothing like this to do.
  void migrateOverFuse(String host) throws IOException, InterruptedException {
    var unit = hosts.resolve(host).resolve("rootfs/etc/systemd/system/leasehold-agent.service");
    var text = Files.readString(unit);
    var with = "leasehold-agent serve --migrate-over-unknown-storage";
    if (!text.contains(with)) {
      Files.writeString(unit, text.replace("leasehold-agent serve", with));
    }
    pull("exec", host, "systemctl", "daemon-reload");
    pull("exec", host, "systemctl", "restart", "leasehold-agent.service");
  }
}
