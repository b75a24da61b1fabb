package org.leasehold.agent.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.leasehold.agent.vm.Hypervisor;
import org.leasehold.agent.vm.HypervisorException;
import org.leasehold.agent.vm.HypervisorException.Kind;
import org.leasehold.agent.vm.MigrationOrder;
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
    assertEquals(new VmHappening.Connected(), hypervisor.happenings().poll(20, TimeUnit.SECONDS));
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
      assertEquals(
          "listing the VMs was not tried: libvirt is not reachable on this host (connecting to"
              + " qemu+unix:///system?socket=/nonexistent/libvirt-sock: Failed to connect socket to"
              + " '/nonexistent/libvirt-sock': No such file or directory)",
          failure.sentence());
      var asked = new LinkedHashMap<String, Executable>();
      asked.put("look at VM " + vm, () -> absent.vm(vm));
      asked.put("reading the capabilities", absent::capabilities);
      asked.put("comparing CPUs", () -> absent.cpuFits("<cpu/>"));
      asked.put("listing networks", absent::activeNetworks);
      asked.put("statistics", absent::answering);
      asked.put("start", () -> absent.startPaused("<domain/>", PATIENCE));
      asked.put("define", () -> absent.define("<domain/>"));
      for (var one : asked.entrySet()) {
        refused(
            Kind.NOT_CONNECTED,
            failure.sentence().replace("listing the VMs", one.getKey()),
            one.getValue());
      }
    }
  }

  private void refused(Kind kind, String sentence, Executable call) {
    var failure = assertThrows(HypervisorException.class, call);
    assertEquals(kind + ": " + sentence, failure.kind() + ": " + failure.sentence());
  }

  @Test
  void everyOperationOnAVmNobodyKnowsNamesItselfAndTheVm() {
    var asked = new LinkedHashMap<String, Executable>();
    asked.put("reading the XML of VM", () -> hypervisor.xml(vm, Hypervisor.XmlOf.LIVE));
    asked.put("resume of VM", () -> hypervisor.resume(vm, PATIENCE));
    asked.put("pause of VM", () -> hypervisor.pause(vm));
    asked.put("shutdown of VM", () -> hypervisor.shutdown(vm));
    asked.put("ending VM", () -> hypervisor.destroy(vm, true));
    asked.put("adding a device to VM", () -> hypervisor.attach(vm, "<lease/>"));
    asked.put("taking a device from VM", () -> hypervisor.detach(vm, "<lease/>"));
    asked.put("marking VM", () -> hypervisor.mark(vm, "p", "urn:x", "<x/>"));
    asked.put("undefine of VM", () -> hypervisor.undefine(vm));
    asked.put(
        "migration of VM",
        () -> hypervisor.migrate(vm, new MigrationOrder("uri", "<domain/>", false), PATIENCE));
    asked.put("ending the job of VM", () -> hypervisor.abortJob(vm));
    asked.put("the job of VM", () -> hypervisor.jobPercent(vm));
    asked.put("screenshot of VM", () -> hypervisor.screenshot(vm, 1000));
    asked.forEach(
        (what, call) ->
            refused(Kind.NO_SUCH_VM, "%s %s failed: Domain not found".formatted(what, vm), call));
  }

  @Test
  void aPictureThatIsTooLargeIsNotTaken() throws Exception {
    startPaused();
    refused(
        Kind.UNSUPPORTED,
        "screenshot failed: the picture is larger than 1 bytes",
        () -> hypervisor.screenshot(vm, 1));
  }

  @Test
  void whatADriverCannotDoIsSaidWithWhatWasAsked() {
    refused(
        Kind.UNSUPPORTED,
        "examining a definition failed: this function is not supported by the connection driver:"
            + " virConnectDomainXMLToNative",
        () -> hypervisor.examine(xml(vm, name)));
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
