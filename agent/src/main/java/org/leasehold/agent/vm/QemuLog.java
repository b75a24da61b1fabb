package org.leasehold.agent.vm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/// The last words in libvirt's log of a VM: QEMU's, of the signal that ended it and who sent it,
/// and libvirt's, of how it ended. They are there also for an end that no agent saw.
///
/// @param folder `/var/log/libvirt/qemu`
/// @see "qemu softmmu/runstate.c: qemu_system_killed; libvirt src/qemu/qemu_process.c:
///   qemuProcessStop"
record QemuLog(Path folder) {
  static final QemuLog OF_THIS_HOST = new QemuLog(Path.of("/var/log/libvirt/qemu"));

  private static final int TAIL_BYTES = 4096;
  private static final Pattern SIGNAL =
      Pattern.compile("terminating on signal (\\d+) from pid (\\d+) \\(([^)]*)");
  private static final Pattern ENDED = Pattern.compile(": shutting down, reason=([a-z-]+)");
  private static final Pattern STARTED = Pattern.compile(": starting up ");

  /// @param signal 0 when none is told
  /// @param sender program that sent it
  /// @param text the line, for people
  /// @param reason libvirt's word for the end, empty when it wrote none
  /// @see "libvirt src/conf/domain_conf.c: virDomainShutoffReason: shutdown, destroyed, crashed,
  ///   migrated, saved, failed, from snapshot, daemon, unknown"
  record LastWords(int signal, String sender, String text, String reason) {
    static final LastWords NONE = new LastWords(0, "", "", "");

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
    var last = tail.substring(from);
    var ended = ENDED.matcher(last);
    var reason = "";
    while (ended.find()) reason = ended.group(1);
    var silent = new LastWords(0, "", "", reason);
    var signal = SIGNAL.matcher(last);
    if (!signal.find()) return silent;
    var words =
        new LastWords(
            Integer.parseInt(signal.group(1)),
            signal.group(3),
            "QEMU: " + signal.group() + ")",
            reason);
    return words.isFromLibvirt() ? silent : words;
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
