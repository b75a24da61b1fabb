package org.leasehold.agent.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LibvirtStatusTest {
  /// Cut down from what libvirt 9.0.0 wrote.
  private static final String XML =
      """
      <!--
      WARNING: THIS IS AN AUTO-GENERATED FILE. CHANGES TO IT ARE LIKELY TO BE
      -->

      <domstatus state='running' reason='booted' pid='66'>
        <taint flag='high-privileges'/>
        <monitor path='/var/lib/libvirt/qemu/domain-1-vm1/monitor.sock' type='unix'/>
        <vcpus>
          <vcpu id='0' pid='70'/>
          <vcpu id='1' pid='71'/>
        </vcpus>
        <devices>
          <device alias='serial0'/>
        </devices>
        <domain type='qemu' id='1'>
          <name>a&amp;b</name>
          <uuid>c3275424-0cb9-5088-934c-e50947e56e3a</uuid>
          <vcpu placement='static'>2</vcpu>
          <devices>
            <disk type='file' device='disk'>
              <target dev='vda' bus='virtio'/>
            </disk>
            <lease>
              <lockspace>8e18e533</lockspace>
              <key>vm1</key>
              <target path='/storage/store1/xleases' offset='3145728'/>
            </lease>
            <lease>
              <lockspace>8e18e533</lockspace>
              <key>vm2</key>
              <target path='/storage/store1/xleases'/>
            </lease>
          </devices>
        </domain>
      </domstatus>
      """;

  private static final LibvirtStatus READ =
      new LibvirtStatus(
          "a&b",
          "c3275424-0cb9-5088-934c-e50947e56e3a",
          66,
          true,
          List.of(70L, 71L),
          List.of(
              new LibvirtStatus.Lease("8e18e533", "vm1", "/storage/store1/xleases", 3145728),
              new LibvirtStatus.Lease("8e18e533", "vm2", "/storage/store1/xleases", 0)));

  @Test
  void pidStateCpuThreadsAndLeasesAreRead() {
    assertEquals(Optional.of(READ), LibvirtStatus.parse(XML));
  }

  @Test
  void onlyRunningIsRunning() {
    for (var state : List.of("paused", "shutoff", "shutdown", "crashed", "pmsuspended")) {
      var other = XML.replace("state='running'", "state='" + state + "'");
      assertEquals(false, LibvirtStatus.parse(other).orElseThrow().running(), state);
    }
  }

  @Test
  void aFileThatIsCutOffOrSomethingElseIsNone() {
    for (int length = 0; length < XML.stripTrailing().length(); length += 7) {
      assertEquals(Optional.empty(), LibvirtStatus.parse(XML.substring(0, length)));
    }
    assertEquals(Optional.empty(), LibvirtStatus.parse("<network><name>x</name></network>"));
    assertEquals(Optional.empty(), LibvirtStatus.parse(XML.replace("'66'", "'x'")));
  }
}
