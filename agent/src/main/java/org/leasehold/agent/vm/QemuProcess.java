package org.leasehold.agent.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.leasehold.core.model.VmId;

/// Ends a QEMU process past libvirt, at once, when it may not run one second more (S3, S10).
public final class QemuProcess {
  private static final long GONE_WITHIN_MILLIS = 5000;
  private static final long LOOK_AGAIN_MILLIS = 20;

  private QemuProcess() {}

  /// SIGKILL, to that very VM's process only.
  ///
  /// @return false when it is still there after 5 s
  static boolean kill(VmId vm, OptionalLong pid) throws InterruptedException {
    if (pid.isEmpty() || !isOf(vm, pid.getAsLong())) return true;
    ProcessHandle.of(pid.getAsLong()).ifPresent(ProcessHandle::destroyForcibly);
    long until = System.nanoTime() + GONE_WITHIN_MILLIS * 1_000_000;
    while (isOf(vm, pid.getAsLong())) {
      if (System.nanoTime() >= until) return false;
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    return true;
  }

  /// A pid can have been given to somebody else: QEMU's command line carries the VM's uuid. A
  /// process that is being killed and hangs in I/O has an empty one, so then its name decides.
  static boolean isOf(VmId vm, long pid) {
    var folder = Path.of("/proc", Long.toString(pid));
    try {
      var line =
          Files.readString(folder.resolve("cmdline"), java.nio.charset.StandardCharsets.ISO_8859_1);
      if (!line.isEmpty()) return line.contains(vm.text());
      var state =
          Files.readString(folder.resolve("stat"), java.nio.charset.StandardCharsets.ISO_8859_1);
      boolean zombieAlone =
          state.substring(state.lastIndexOf(')') + 1).strip().startsWith("Z")
              && threads(folder) <= 1;
      return state.contains("(qemu") && !zombieAlone;
    } catch (IOException _) {
      return false;
    }
  }

  /// A zombie leader with threads left still has I/O in flight.
  private static long threads(Path folder) throws IOException {
    try (var tasks = Files.list(folder.resolve("task"))) {
      return tasks.count();
    }
  }
}
