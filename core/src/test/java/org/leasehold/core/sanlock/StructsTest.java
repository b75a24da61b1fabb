package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.SectorSize;

/// Sizes and offsets of sanlock's C structs.
class StructsTest {
  private static final LeasePlace PLACE = new LeasePlace(Path.of("/vol"), 3 << 20);
  private static final ResourceAt LEASE =
      new ResourceAt(new LockspaceName("space"), new LeaseId("vm"), PLACE);

  @Test
  void aResourceHas128BytesAndItsDisk1040() {
    var bytes = Structs.resource(LEASE, 42, 1);
    assertEquals(1168, bytes.remaining());
    assertName("space", bytes, 0);
    assertName("vm", bytes, 48);
    assertEquals(42, bytes.getLong(96));
    assertEquals(1, bytes.getInt(120));
    assertEquals(1, bytes.getInt(124));
    assertEquals("/vol", Structs.text(bytes, 128, 1024));
    assertEquals(3 << 20, bytes.getLong(128 + 1024));
    assertEquals(0, bytes.getLong(128 + 1032));
    assertEquals(128, Structs.resourceNamed(LEASE).remaining());
  }

  /// All 48 bytes, because `release` compares them all.
  private static void assertName(String name, ByteBuffer bytes, int at) {
    var field = new byte[48];
    bytes.get(at, field);
    assertEquals(
        name + "\0".repeat(48 - name.length()), new String(field, StandardCharsets.US_ASCII));
  }

  @Test
  void aLockspaceHas1104Bytes() throws Exception {
    var bytes = Structs.lockspace(new LockspaceAt(LEASE.lockspace(), PLACE), 7, 0x110);
    assertEquals(1104, bytes.remaining());
    assertName("space", bytes, 0);
    assertEquals(7, bytes.getLong(48));
    assertEquals(0x110, bytes.getInt(56));
    assertEquals("/vol", Structs.text(bytes, 64, 1024));
    assertEquals(3 << 20, bytes.getLong(64 + 1024));
    bytes.putInt(56, 2);
    assertEquals(
        new JoinedLockspace("space", new HostId(7), PLACE, JoinedLockspace.Phase.LEAVING),
        Structs.joined(SanlockCall.GET_LOCKSPACES, bytes, 0));
  }

  @Test
  void aHostHas32BytesAndItsStateInFourBits() throws Exception {
    var bytes = Frame.allocate(64);
    bytes.putLong(9).putLong(3).putLong(1234).putInt(10).putInt(0xf5);
    bytes.putLong(2001).flip();
    assertEquals(
        new HostSeen(new HostId(9), new Generation(3), 1234, 10, HostState.DEAD),
        Structs.host(SanlockCall.GET_HOSTS, bytes));
    var refused =
        assertThrows(
            SanlockException.BadAnswer.class, () -> Structs.host(SanlockCall.GET_HOSTS, bytes));
    assertEquals(
        "sanlock's answer to list hosts was not understood: host id 2001", refused.sentence());
  }

  @Test
  void hostStatesAreSanlocksNumbers() {
    assertEquals(
        List.of(
            HostState.UNKNOWN,
            HostState.UNKNOWN,
            HostState.FREE,
            HostState.LIVE,
            HostState.FAIL,
            HostState.DEAD,
            HostState.UNKNOWN),
        List.of(0, 1, 2, 3, 4, 5, 6).stream().map(HostState::of).toList());
  }

  @Test
  void everyGeometryHasItsFlags() {
    assertEquals(
        List.of(0x110, 0x210, 0x220, 0x240, 0x280),
        Geometry.ALL.stream().map(Structs::geometryFlags).toList());
    for (var geometry : Geometry.ALL) {
      assertEquals(Optional.of(geometry), Structs.geometry(Structs.geometryFlags(geometry)));
    }
    assertEquals(Optional.empty(), Structs.geometry(0));
    assertEquals(Optional.empty(), Structs.geometry(0x120));
    assertEquals(
        Optional.of(new Geometry(SectorSize.S512, 1)), Structs.geometry(0x110 | 0xF000000F));
  }

  @Test
  void aPathThatSanlockWouldMisreadIsNotSent() {
    assertEquals(
        "sanlock needs an absolute path, because it runs in another directory: vol",
        refusal("vol"));
    assertEquals(
        "a path with a space or a backslash breaks sanlock's list of held leases: /my vol",
        refusal("/my vol"));
    assertEquals(
        "a path with a space or a backslash breaks sanlock's list of held leases: /a\\b",
        refusal("/a\\b"));
    var tooLong = "/" + "x".repeat(1023);
    assertEquals("path longer than 1023 bytes: " + tooLong, refusal(tooLong));
  }

  private static String refusal(String path) {
    var lease = new ResourceAt(LEASE.lockspace(), LEASE.lease(), new LeasePlace(Path.of(path), 0));
    var refused = assertThrows(IllegalArgumentException.class, () -> Structs.resource(lease, 1, 1));
    return String.valueOf(refused.getMessage());
  }

  @Test
  void aNameThatFillsItsFieldNeedsNoNul() {
    var bytes = Frame.allocate(49).put("x".repeat(49).getBytes(StandardCharsets.US_ASCII));
    assertEquals("x".repeat(48), Structs.text(bytes, 0, 48));
  }
}
