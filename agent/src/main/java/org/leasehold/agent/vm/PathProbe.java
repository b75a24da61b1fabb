package org.leasehold.agent.vm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/// Asks the file system about paths without ever waiting for it longer than a moment: on a mount
/// that hangs, the kernel holds whoever asks, and nothing can interrupt that.
///
/// Questions about one folder are asked one after the other, each on a thread of its own. While one
/// hangs, all later ones about that folder are answered at once with "no answer"; so a dead store
/// costs one thread per folder, however often somebody asks.
final class PathProbe {
  /// What a path can be asked.
  enum Question {
    READABLE,
    WRITABLE,
    EXECUTABLE
  }

  /// The file system's word.
  enum Answer {
    YES,
    NO,
    /// It hangs; what is there cannot be told.
    NONE
  }

  private record Asked(FutureTask<Boolean> task, long sinceNanos) {}

  private final long atMostNanos;
  private final Map<Path, Asked> last = new ConcurrentHashMap<>();

  PathProbe(java.time.Duration atMost) {
    this.atMostNanos = atMost.toNanos();
  }

  Answer ask(Path path, Question question) throws InterruptedException {
    return switch (question) {
      case READABLE -> ask(path, Files::isReadable);
      case WRITABLE -> ask(path, it -> Files.isReadable(it) && Files.isWritable(it));
      case EXECUTABLE -> ask(path, Files::isExecutable);
    };
  }

  Answer ask(Path path, Predicate<Path> test) throws InterruptedException {
    var parent = path.toAbsolutePath().getParent();
    var folder = parent == null ? path : parent;
    var mine = new Asked(new FutureTask<>(() -> test.test(path)), System.nanoTime());
    while (true) {
      var before = last.putIfAbsent(folder, mine);
      if (before == null) break;
      if (answer(before) == Answer.NONE) return Answer.NONE;
      last.remove(folder, before);
    }
    Thread.ofPlatform().daemon().name("probe " + folder).start(mine.task());
    var answer = answer(mine);
    if (answer != Answer.NONE) last.remove(folder, mine);
    return answer;
  }

  /// Waits until the question is as old as a question may become.
  private Answer answer(Asked asked) throws InterruptedException {
    long left = Math.max(0, asked.sinceNanos() + atMostNanos - System.nanoTime());
    try {
      return asked.task().get(left, TimeUnit.NANOSECONDS) ? Answer.YES : Answer.NO;
    } catch (TimeoutException _) {
      return Answer.NONE;
    } catch (ExecutionException _) {
      return Answer.NO;
    }
  }
}
