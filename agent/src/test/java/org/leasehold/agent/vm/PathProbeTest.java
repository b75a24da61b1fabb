package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.agent.vm.PathProbe.Answer;
import org.leasehold.agent.vm.PathProbe.Question;

class PathProbeTest {
  @TempDir Path folder;

  private final PathProbe probe = new PathProbe(Duration.ofMillis(300));
  private final CountDownLatch mountComesBack = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();

  private boolean hangs(Path path) {
    asked.incrementAndGet();
    try {
      mountComesBack.await();
    } catch (InterruptedException e) {
      throw new AssertionError(path.toString(), e);
    }
    return true;
  }

  @AfterEach
  void threadsEnd() {
    mountComesBack.countDown();
  }

  @Test
  void whatIsThereIsThereAndWhatIsNotIsNot() throws Exception {
    var file = Files.createFile(folder.resolve("disk"));
    assertEquals(Answer.YES, probe.ask(file, Question.WRITABLE));
    assertEquals(Answer.NO, probe.ask(folder.resolve("other"), Question.READABLE));
    assertEquals(Answer.NO, probe.ask(file, Question.EXECUTABLE));
  }

  @Test
  void aMountThatHangsHoldsOneThreadAndNobodyElse() throws Exception {
    assertEquals(Answer.NONE, probe.ask(folder.resolve("disk0"), this::hangs));
    long before = System.nanoTime();
    for (int i = 1; i <= 100; i++) {
      assertEquals(Answer.NONE, probe.ask(folder.resolve("disk" + i), this::hangs));
    }
    var took = Duration.ofNanos(System.nanoTime() - before);
    assertTrue(took.toSeconds() < 5, "the later ones waited: " + took);
    assertEquals(1, asked.get());
    assertEquals(Answer.NO, probe.ask(Path.of("/nowhere/disk"), Question.READABLE));
  }

  @Test
  void aMountThatCameBackIsAskedAgain() throws Exception {
    assertEquals(Answer.NONE, probe.ask(folder.resolve("disk"), this::hangs));
    mountComesBack.countDown();
    Files.createFile(folder.resolve("disk"));
    for (int i = 0; i < 100; i++) {
      if (probe.ask(folder.resolve("disk"), Question.READABLE) == Answer.YES) return;
      Thread.sleep(20);
    }
    assertEquals(Answer.YES, probe.ask(folder.resolve("disk"), Question.READABLE));
  }
}
