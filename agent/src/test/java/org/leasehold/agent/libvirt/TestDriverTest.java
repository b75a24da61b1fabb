package org.leasehold.agent.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.leasehold.agent.vm.HypervisorException;
import org.leasehold.agent.vm.HypervisorException.Kind;
import org.leasehold.agent.vm.VmHappening;
import org.leasehold.core.model.VmId;

/// The contract on libvirt's test driver, in this process.
@Timeout(120)
class TestDriverTest extends HypervisorContract {
  @Override
  LibvirtHypervisor connect() throws HypervisorException {
    return new LibvirtHypervisor("test:///default", new PidFiles(Path.of("/nonexistent")), 0);
  }

  @Override
  void startPaused() throws HypervisorException {
    super.startPaused();
    hypervisor.pause(vm);
  }

  @Override
  String xml(VmId vm, String name) {
    return """
    <domain type='test'>
      <name>%s</name>
      <uuid>%s</uuid>
      <memory unit='MiB'>64</memory>
      <vcpu>1</vcpu>
      <os><type>hvm</type></os>
    </domain>
    """
        .formatted(name, vm);
  }

  @Test
  void theFirstWordIsThatItIsConnected() throws Exception {
    assertEquals(new VmHappening.Connected(), hypervisor.happenings().poll(5, TimeUnit.SECONDS));
  }

  @Test
  void aDriverThatIsNotThereIsSaidSoAndTriedAgain() throws Exception {
    try (var absent =
        new LibvirtHypervisor(
            "qemu+unix:///system?socket=/nonexistent/libvirt-sock",
            new PidFiles(Path.of("/nonexistent")))) {
      assertTrue(!absent.awaitConnected(Duration.ofSeconds(2)));
      var failure = assertThrows(HypervisorException.class, absent::vms);
      assertEquals(Kind.NOT_CONNECTED, failure.kind());
      assertTrue(
          failure.sentence().contains("libvirt is not reachable on this host"), failure.sentence());
    }
  }

  @Test
  void aVmOfTheTestDriverHasNoPid() throws Exception {
    hypervisor.startPaused(xml(vm, name), PATIENCE);
    assertEquals(OptionalLong.empty(), hypervisor.vm(vm).orElseThrow().pid());
  }

  @Test
  void networksCapabilitiesAreRead() throws Exception {
    assertTrue(hypervisor.activeNetworks().contains("default"));
    assertTrue(hypervisor.capabilities().contains("<capabilities>"));
  }
}
