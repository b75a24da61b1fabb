package org.leasehold.agent.guard;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What `/proc` says of a process, from files the kernel answers without taking the process's
/// memory lock: a QEMU that waits for its disk inside a page fault would block a reader of its
/// command line.
///
/// @see "man 5 proc: /proc/pid/stat, /proc/pid/task, /proc/pid/schedstat"
final class ProcFile {
  private static final int STATE_FIELD = 0;
  private static final int START_FIELD = 19;

  private ProcFile() {}

  /// Start time in clock ticks since boot: with the pid it names a process for good.
  ///
  /// @return 0 if there is no such process
  static long startTicks(long pid) {
    var fields = stat(Path.of("/proc", Long.toString(pid), "stat"));
    return fields.length > START_FIELD ? Long.parseLong(fields[START_FIELD]) : 0;
  }

  /// Whether any thread of it may still run. A leader that is a zombie says nothing: a thread with
  /// a request in flight outlives it, and the request may still reach the disk.
  static boolean isAlive(long pid) {
    try (DirectoryStream<Path> tasks =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
      for (var task : tasks) {
        var fields = stat(task.resolve("stat"));
        if (fields.length > STATE_FIELD && !"ZX".contains(fields[STATE_FIELD])) return true;
      }
    } catch (IOException e) {
      return false;
    }
    return false;
  }

  /// Nanoseconds that these threads have run.
  static long ranNanos(long pid, List<Long> threads) {
    long nanos = 0;
    for (long thread : threads) {
      var place = Path.of("/proc", Long.toString(pid), "task", Long.toString(thread), "schedstat");
      try {
        var text = Files.readString(place);
        nanos += Long.parseLong(text.substring(0, text.indexOf(' ')));
      } catch (IOException | NumberFormatException | StringIndexOutOfBoundsException e) {
        // The thread has ended, and no longer runs.
      }
    }
    return nanos;
  }

  /// The fields after the program's name, which may hold spaces and brackets itself.
  private static String[] stat(Path file) {
    try {
      var text = Files.readString(file);
      int name = text.lastIndexOf(')');
      return name < 0 ? new String[0] : text.substring(name + 2).trim().split(" ");
    } catch (IOException e) {
      return new String[0];
    }
  }
}
