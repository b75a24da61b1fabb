package org.leasehold.agent.vm;

import java.util.Optional;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.sanlock.ResourceAt;

/// Reads and changes the XML of VMs, without a hypervisor.
public interface Definitions {
  DefinitionFacts facts(String xml) throws BadDefinitionException;

  /// The XML to start: with exactly this lease, `on_crash` destroy, no `on_lockfailure`.
  String withLease(String xml, ResourceAt lease) throws BadDefinitionException;

  /// The XML Leasehold keeps: without any lease of that name, and without what is of one run.
  String withoutLease(String xml, VmId lease) throws BadDefinitionException;

  /// The device XML of a lease alone, for attaching and detaching.
  String leaseDevice(ResourceAt lease);

  /// The display of a running VM, if it has one.
  Optional<DisplayAt> display(String liveXml) throws BadDefinitionException;

  /// Where a display is reached on this host.
  ///
  /// @param protocol `vnc` or `spice`
  /// @param socket path of its Unix socket; empty when it listens on a port
  /// @param address it listens on; loopback for any address
  record DisplayAt(String protocol, String socket, String address, int port) {}

  /// For people: how what runs differs from what is defined; empty when it does not.
  String drift(String definition, String live) throws BadDefinitionException;

  /// The definition with what runs in place of what differs.
  ///
  /// @param disksOnly only writable disks that are elsewhere, more or fewer
  String followed(String definition, Running running, boolean disksOnly)
      throws BadDefinitionException;

  /// A VM as it runs.
  ///
  /// @param live libvirt's XML of it
  /// @param inactive the same without what is of this run only
  record Running(String live, String inactive) {}

  /// For people: the lines in which two texts differ.
  String difference(String before, String after) throws BadDefinitionException;

  /// The lease of a VM in a lockspace, if its XML has it.
  static Optional<ResourceAt> leaseOf(DefinitionFacts facts) {
    return facts.leases().stream()
        .filter(lease -> lease.lease().equals(facts.vm().lease()))
        .findFirst();
  }

  /// The same, in one lockspace.
  static Optional<ResourceAt> leaseOf(DefinitionFacts facts, LockspaceName lockspace) {
    return leaseOf(facts).filter(lease -> lease.lockspace().equals(lockspace));
  }
}
