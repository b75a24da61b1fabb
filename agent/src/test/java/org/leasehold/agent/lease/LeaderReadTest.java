package org.leasehold.agent.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.sanlock.ResourceAt;
import org.leasehold.core.volume.Leader;

/// What else than the lease is on the disk, in words; and storage that says nothing.
@Timeout(60)
class LeaderReadTest {
  private static final ResourceAt LEASE = lease(Path.of("/srv/xl"), 3 << 20);

  @TempDir Path folder;

  private static ResourceAt lease(Path file, long offset) {
    return new ResourceAt(
        new LockspaceName("ls"), new LeaseId("vm1"), new LeasePlace(file, offset));
  }

  private static byte[] bytes(int magic, long owner, String lease) {
    var unsealed =
        new Leader(
            magic, 0x60004, 0x10, 512, 2000, 2000, owner, 1, 7, "ls", lease, 0, 0, 0, 0, owner, 1,
            0);
    var bytes = new byte[512];
    unsealed.encode(bytes, 0);
    return bytes;
  }

  private static void shows(String what, byte[] bytes) {
    assertEquals(new LeaderRead.NotThere(what), LeaderRead.of(Leader.decode(bytes, 0), LEASE));
  }

  @Test
  void whatIsThereInsteadIsSaid() {
    shows("the lease has been removed", bytes(Leader.CLEARED_MAGIC, 1, "vm1"));
    shows("no lease at /srv/xl:3145728", new byte[512]);
    shows("no lease at /srv/xl:3145728", bytes(Leader.DELTA_MAGIC, 1, "vm1"));
    shows("lease vm2 of lockspace ls", bytes(Leader.PAXOS_MAGIC, 1, "vm2"));
    shows("a leader with the impossible owner 2001", bytes(Leader.PAXOS_MAGIC, 2001, "vm1"));
    var damaged = bytes(Leader.PAXOS_MAGIC, 1, "vm1");
    damaged[40] ^= 1;
    shows("a damaged leader record", damaged);
  }

  @Test
  void aVolumeThatIsGoneOrTooShortIsSaidSo() throws Exception {
    var leaders = new DiskLeaders(Duration.ofSeconds(20));
    var file = Files.write(folder.resolve("volume"), new byte[4096]);
    assertEquals(
        new LeaderRead.NotThere("the end of the volume before " + file + ":8192"),
        leaders.read(lease(file, 8192)));
  }

  @Test
  void storageThatHangsIsAskedByOneReaderOnly() {
    var answers = new CountDownLatch(1);
    var asked = new AtomicInteger();
    var leaders =
        new DiskLeaders(
            Duration.ofMillis(100),
            _ -> {
              asked.incrementAndGet();
              return afterwards(answers);
            });
    assertEquals(
        new LeaderRead.Unread("the storage did not answer a read of /srv/xl within 100 ms"),
        leaders.read(LEASE));
    assertEquals(
        new LeaderRead.Unread("the storage does not answer an earlier read of /srv/xl"),
        leaders.read(LEASE));
    assertEquals(1, asked.get());
    answers.countDown();
  }

  private static LeaderRead afterwards(CountDownLatch answers) {
    try {
      answers.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return new LeaderRead.Unread("too late");
  }

  @Test
  void aReaderThatIsInterruptedSaysSo() {
    var answers = new CountDownLatch(1);
    var leaders = new DiskLeaders(Duration.ofSeconds(20), _ -> afterwards(answers));
    Thread.currentThread().interrupt();
    assertEquals(new LeaderRead.Unread("the read was cancelled"), leaders.read(LEASE));
    assertEquals(true, Thread.interrupted());
    answers.countDown();
  }
}
