package org.leasehold.agent.vm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/// QEMU's last words in libvirt's log of a VM: the signal that ended it, and who sent it.
///
/// @param folder `/var/log/libvirt/qemu`
/// @see "qemu softmmu/runstate.c: qemu_system_killed; libvirt src/qemu/qemu_process.c:
///   qemuProcessStop"
record QemuLog(Path folder) {
  static final QemuLog OF_THIS_HOST = new QemuLog(Path.of("/var/log/libvirt/qemu"));

  private static final int TAIL_BYTES = 4096;
  private static final Pattern SIGNAL =
      Pattern.compile("terminating on signal (\\d+) from pid (\\d+) \\(([^)]*)");
  private static final Pattern STARTED = Pattern.compile(": starting up ");

  /// @param signal 0 when none is told
  /// @param sender program that sent it
  /// @param text the line, for people
  record LastWords(int signal, String sender, String text) {
    static final LastWords NONE = new LastWords(0, "", "");

    /// libvirt ends QEMU so whatever the cause was: that is no cause.
    boolean isFromLibvirt() {
      return sender.contains("libvirtd") || sender.contains("virtqemud");
    }

    boolean isFromSanlock() {
      return sender.contains("sanlock");
    }
  }

  /// Of the last run only: an earlier run's words are not taken.
  LastWords lastWords(String name) {
    if (name.isEmpty() || name.contains("/")) return LastWords.NONE;
    var tail = tail(folder.resolve(name + ".log"));
    var started = STARTED.matcher(tail);
    int from = 0;
    while (started.find()) from = started.end();
    var signal = SIGNAL.matcher(tail.substring(from));
    if (!signal.find()) return LastWords.NONE;
    var words =
        new LastWords(
            Integer.parseInt(signal.group(1)), signal.group(3), "QEMU: " + signal.group() + ")");
    return words.isFromLibvirt() ? LastWords.NONE : words;
  }

  private static String tail(Path file) {
    try (var log = FileChannel.open(file, StandardOpenOption.READ)) {
      long from = Math.max(0, log.size() - TAIL_BYTES);
      var bytes = ByteBuffer.allocate(TAIL_BYTES);
      while (bytes.hasRemaining() && log.read(bytes, from + bytes.position()) > 0) {
        // Read on.
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    } catch (IOException _) {
      return "";
    }
  }
}
