package org.leasehold.agent.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;

/// A volume that tells the guard nothing says why.
class VolumeLookTest {
  @TempDir Path folder;

  private void tellsNothing(String trouble, long lease) {
    var volume = folder.resolve("volume");
    var look =
        new VolumeLook(
            new WatchFile.Watched(
                new LockspaceName("ls"), new HostId(1), new IoTimeout(10), volume));
    look.leases(Set.of(lease));
    assertEquals(new DiskAnswer(Optional.empty(), Map.of(), trouble), look.look());
  }

  @Test
  void oneThatIsGoneOrEndsBeforeTheLease() throws Exception {
    var volume = folder.resolve("volume");
    tellsNothing(volume.toString(), 0);
    Files.write(volume, new byte[4096]);
    tellsNothing(volume + " ends before offset 1048576", 1 << 20);
  }

  @Test
  void aSocketOfSystemdThatCannotBeToldAnything() {
    var path = folder.resolve("x".repeat(120)).toString();
    assertEquals(
        Optional.of("the socket's path is too long"), new ServiceNotify(path).ready("fine"));
    assertEquals(Optional.of("nobody took it"), new ServiceNotify("/none/notify").alive());
    assertEquals(Optional.empty(), new ServiceNotify(null).alive());
  }
}
