package org.leasehold.agent.vm;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import org.leasehold.core.model.VmId;

/// What the agent asks of the host's hypervisor. Every call ends by a deadline.
///
/// A call that ended with [HypervisorException.Kind#NO_ANSWER] may still take effect.
public interface Hypervisor extends AutoCloseable {
  /// Every VM the hypervisor knows, running or only defined.
  List<VmSeen> vms() throws HypervisorException;

  /// One of them, if it is known.
  Optional<VmSeen> vm(VmId vm) throws HypervisorException;

  /// The XML of a VM.
  String xml(VmId vm, XmlOf which) throws HypervisorException;

  /// Makes a transient VM whose processors do not run yet, so that it holds no lease yet.
  void startPaused(String xml, Duration atMost) throws HypervisorException;

  /// Lets the processors run; takes the leases of the XML before, and fails without them.
  ///
  /// @param atMost an acquire from a dead owner takes minutes
  void resume(VmId vm, Duration atMost) throws HypervisorException;

  /// Stops the processors; gives up the leases after.
  void pause(VmId vm) throws HypervisorException;

  /// Asks the guest to power down. Returns at once.
  void shutdown(VmId vm) throws HypervisorException;

  /// Ends the process.
  ///
  /// @param force false: SIGTERM only, and it may fail; true: SIGKILL follows
  void destroy(VmId vm, boolean force) throws HypervisorException;

  /// Adds a device to the running VM only.
  void attach(VmId vm, String deviceXml) throws HypervisorException;

  /// Takes a device from the running VM only.
  void detach(VmId vm, String deviceXml) throws HypervisorException;

  /// Puts an element into the metadata of the running VM, in place of the one of that namespace.
  ///
  /// @param element without namespace
  void mark(VmId vm, String prefix, String namespace, String element) throws HypervisorException;

  /// Makes a VM persistent.
  void define(String xml) throws HypervisorException;

  /// Lets libvirt parse a definition and work out how it would run it here; nothing is defined.
  ///
  /// @throws HypervisorException also with libvirt's reason why not
  void examine(String xml) throws HypervisorException;

  /// Forgets the persistent definition; a running VM goes on as a transient one. NVRAM and TPM
  /// state stay on disk.
  void undefine(VmId vm) throws HypervisorException;

  /// Live migration, pre-copy (S18), through a tunnel. Returns when it has ended.
  void migrate(VmId vm, MigrationOrder order, Duration atMost) throws HypervisorException;

  /// Ends the job that runs, such as a migration.
  void abortJob(VmId vm) throws HypervisorException;

  /// How far the job is that runs, such as a migration: 0..99; empty when none runs or nobody can
  /// tell.
  OptionalInt jobPercent(VmId vm) throws HypervisorException;

  /// What the hypervisor can run, as XML.
  String capabilities() throws HypervisorException;

  /// Whether a CPU, as XML, can be had here.
  boolean cpuFits(String cpuXml) throws HypervisorException;

  /// Names of the active virtual networks.
  List<String> activeNetworks() throws HypervisorException;

  /// A picture of the first screen, as the hypervisor gives it (mostly PPM).
  ///
  /// @param bytesMax more is an error
  byte[] screenshot(VmId vm, int bytesMax) throws HypervisorException;

  /// The VMs whose QEMU answered just now; asks without waiting for one that is busy.
  List<VmId> answering() throws HypervisorException;

  /// What happens, in order, from now on. Ends with the hypervisor; [VmHappening.Missed] says that
  /// something may have been lost, and one has to look.
  BlockingQueue<VmHappening> happenings();

  boolean isConnected();

  @Override
  void close();

  /// Which XML of a VM.
  enum XmlOf {
    /// As it runs now.
    LIVE,
    /// As it would start next.
    INACTIVE,
    /// As it runs, in the form another host takes.
    MIGRATABLE
  }
}
