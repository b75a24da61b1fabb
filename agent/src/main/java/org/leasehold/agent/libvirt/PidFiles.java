package org.leasehold.agent.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// The files in which libvirt writes QEMU's pids; libvirt has no call that tells them.
///
/// @param folder where they are
/// @see "libvirt src/qemu/qemu_process.c: qemuProcessBeginPidfile; NAME.pid in the state folder"
public record PidFiles(Path folder) {
  public static final PidFiles OF_THIS_HOST = new PidFiles(Path.of("/run/libvirt/qemu"));

  OptionalLong of(String name) {
    if (name.contains("/")) return OptionalLong.empty();
    try {
      return OptionalLong.of(
          Long.parseLong(Files.readString(folder.resolve(name + ".pid")).strip()));
    } catch (IOException | NumberFormatException _) {
      return OptionalLong.empty();
    }
  }
}
