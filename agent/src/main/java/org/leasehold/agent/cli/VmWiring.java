package org.leasehold.agent.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.agent.lease.DiskLeaders;
import org.leasehold.agent.lease.LeaseLedger;
import org.leasehold.agent.libvirt.DomainXml;
import org.leasehold.agent.libvirt.LibvirtHypervisor;
import org.leasehold.agent.libvirt.PidFiles;
import org.leasehold.agent.report.HostOffers;
import org.leasehold.agent.report.Reports;
import org.leasehold.agent.rpc.Handlers;
import org.leasehold.agent.vm.DefinitionStore;
import org.leasehold.agent.vm.Fitness;
import org.leasehold.agent.vm.HypervisorException;
import org.leasehold.agent.vm.LeaseDesk;
import org.leasehold.agent.vm.LeaseIndex;
import org.leasehold.agent.vm.VmParts;
import org.leasehold.agent.vm.VmService;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.sanlock.Patience;
import org.leasehold.core.sanlock.SocketSanlockClient;

/// Puts the parts about VMs together.
final class VmWiring {
  /// A leader that takes longer is no proof within a second (S3).
  private static final Duration LEADER_WITHIN = Duration.ofMillis(800);

  /// `status` is answered from memory.
  private static final Patience SANLOCK =
      new Patience(Duration.ofSeconds(3), Duration.ofSeconds(10));

  private VmWiring() {}

  /// @param policies the VM's entry of the cluster document, if there is one
  /// @param shuttingDown the operating system is going down
  /// @param index of the volumes' leases
  /// @return to be closed at the end
  static VmService bind(
      AgentOptions options,
      EventJournal journal,
      Reports reports,
      BootId boot,
      Function<VmId, Optional<VmEntry>> policies,
      Supplier<Boolean> shuttingDown,
      Path sanlockDir,
      LeaseIndex index,
      Handlers handlers)
      throws IOException {
    var places = options.places();
    try {
      var hypervisor = new LibvirtHypervisor(options.libvirt(), PidFiles.OF_THIS_HOST);
      var parts =
          new VmParts(
              hypervisor,
              new DomainXml(),
              new LeaseDesk(
                  new SocketSanlockClient(sanlockDir, SANLOCK), new DiskLeaders(LEADER_WITHIN)),
              new LeaseLedger(places.state().resolve("ledger")),
              DefinitionStore.open(places.state()),
              new Fitness(places.run()),
              journal,
              reports,
              boot,
              policies);
      var service =
          new VmService(
              parts,
              VmService.Places.ofThisHost(places.run(), places.state(), options.unknownStorage()),
              HostOffers.KERNEL::capacity,
              shuttingDown::get);
      service.bind(handlers);
      service.definitions(index).bind(handlers);
      service.start();
      return service;
    } catch (HypervisorException e) {
      throw new IOException(e.sentence(), e);
    }
  }
}
