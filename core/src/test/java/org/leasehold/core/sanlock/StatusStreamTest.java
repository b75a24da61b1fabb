package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;

class StatusStreamTest {
  private static final LeasePlace PLACE = new LeasePlace(Path.of("/vol"), 1 << 20);
  private static final LockspaceName SPACE = new LockspaceName("space");

  @Test
  void daemonClientsLockspacesAndLeasesAreRead() throws Exception {
    var status = StatusStream.parse(sample());
    assertEquals("kvm1", status.hostName());
    assertTrue(status.usesWatchdog());
    assertEquals("3.8.5", status.version().orElseThrow());
    assertEquals(4711, status.clients().getFirst().pid());
    assertEquals("qemu", status.clients().getFirst().name());
    var space = status.lockspaces().getFirst();
    assertEquals(new HostId(3), space.host());
    assertEquals(JoinedLockspace.Phase.JOINING, space.phase());
    assertEquals("9", space.generation().toString());
    var lease = status.leases().getFirst();
    assertEquals(DaemonStatus.Lease.Phase.ACQUIRING, lease.phase());
    assertEquals(PLACE, lease.places().getFirst());
    assertEquals(4711, lease.pid());
    assertEquals(5, lease.version());
  }

  @Test
  void aStreamCutAnywhereButBetweenRecordsIsRefused() {
    var whole = sample();
    int refused = 0;
    for (int length = 1; length < whole.limit(); length++) {
      try {
        StatusStream.parse(whole.slice(0, length).order(whole.order()));
      } catch (SanlockException.BadAnswer e) {
        refused++;
      }
    }
    assertEquals(whole.limit() - 1 - 3, refused);
  }

  @Test
  void lengthsAreCheckedBeforeTheyAreUsed() {
    for (int textBytes : new int[] {-1, 4097, 0x7fffffff}) {
      var bytes = Frame.allocate(StatusStream.STATE_BYTES).putInt(0, 1).putInt(72, textBytes);
      assertThrows(SanlockException.BadAnswer.class, () -> StatusStream.parse(bytes));
    }
    var disks = Frame.allocate(StatusStream.STATE_BYTES + 128).putInt(0, 4).putInt(80 + 124, 5);
    assertThrows(SanlockException.BadAnswer.class, () -> StatusStream.parse(disks));
  }

  @Property(tries = 300)
  void anyBytesAreAStatusOrARefusal(
      @ForAll @Size(max = 2000) byte[] bytes, @ForAll @IntRange(min = 0, max = 6) int type) {
    var stream = Frame.allocate(bytes.length).put(bytes).flip();
    if (bytes.length > 80) stream.putInt(0, type).putInt(72, bytes.length % 50);
    try {
      StatusStream.parse(stream);
    } catch (SanlockException.BadAnswer expected) {
      assertEquals(SanlockCall.STATUS, expected.call());
    }
  }

  private static ByteBuffer sample() {
    var space = Structs.lockspace(new LockspaceAt(SPACE, PLACE), 3, 0);
    var lease = Structs.resource(new ResourceAt(SPACE, new LeaseId("vm"), PLACE), 0, 0);
    var all = Frame.allocate(8192);
    record(all, 1, 0, 0, "kvm1", "our_host_name=kvm1 use_watchdog=1 version_str=3.8.5");
    record(all, 2, 4711, 0, "qemu", "ci=3 pid=4711");
    record(all, 3, 0, 0, "space", "list=add host_generation=9").put(space);
    record(all, 4, 4711, 5, "vm", "list=add lver=5").put(lease);
    return all.flip();
  }

  private static ByteBuffer record(
      ByteBuffer all, int type, int data32, long data64, String name, String text) {
    int at = all.position();
    var words = (text + "\0").getBytes(StandardCharsets.US_ASCII);
    all.putInt(at, type).putInt(at + 8, data32).putLong(at + 16, data64);
    all.put(at + 24, name.getBytes(StandardCharsets.US_ASCII)).putInt(at + 72, words.length);
    return all.position(at + StatusStream.STATE_BYTES).put(words);
  }
}
