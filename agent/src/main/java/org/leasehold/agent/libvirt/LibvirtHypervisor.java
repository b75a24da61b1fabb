package org.leasehold.agent.libvirt;

import com.sun.jna.Pointer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.vm.Hypervisor;
import org.leasehold.agent.vm.HypervisorException;
import org.leasehold.agent.vm.HypervisorException.Kind;
import org.leasehold.agent.vm.MigrationOrder;
import org.leasehold.agent.vm.VmHappening;
import org.leasehold.agent.vm.VmSeen;
import org.leasehold.core.model.VmId;
import org.libvirt.CPUCompareResult;
import org.libvirt.LibvirtException;

/// libvirt of this host. Connects by itself, and again whenever libvirtd comes back; nothing here
/// ever ends a VM because a connection ended.
public final class LibvirtHypervisor implements Hypervisor {
  /// libvirtd of the host, the driver for QEMU.
  public static final String SYSTEM_URI = "qemu:///system";

  /// Short calls. libvirt itself gives up a domain's job lock after 30 s, and says so.
  private static final Duration SHORT = Duration.ofSeconds(35);

  private static final Duration LOOK = Duration.ofSeconds(10);

  private static final int XML_INACTIVE_SECURE = 1 << 1 | 1 << 0;
  private static final int XML_MIGRATABLE_SECURE = 1 << 3 | 1 << 0;
  private static final int START_PAUSED = 1;
  private static final int DESTROY_GRACEFUL = 1;
  private static final int DEFINE_VALIDATE = 1;
  private static final int METADATA_ELEMENT = 2;
  private static final int AFFECT_LIVE = 1;
  private static final int KEEP_NVRAM = 1 << 3;
  private static final int KEEP_TPM = 1 << 6;

  private final LibvirtCalls calls = new LibvirtCalls();
  private final PidFiles pids;
  private final Reconnect connection;
  private final int startFlags;

  /// @param uri [#SYSTEM_URI]; others in tests
  /// @param pids where QEMU's pid files are
  public LibvirtHypervisor(String uri, PidFiles pids) throws HypervisorException {
    this(uri, pids, START_PAUSED);
  }

  /// @param startFlags libvirt's test driver knows no paused start
  LibvirtHypervisor(String uri, PidFiles pids, int startFlags) throws HypervisorException {
    this.pids = pids;
    this.startFlags = startFlags;
    EventLoop.start();
    this.connection = new Reconnect(uri, calls);
    connection.start();
  }

  /// The hypervisor of this host.
  public static LibvirtHypervisor ofThisHost() throws HypervisorException {
    return new LibvirtHypervisor(SYSTEM_URI, PidFiles.OF_THIS_HOST);
  }

  @Override
  public BlockingQueue<VmHappening> happenings() {
    return connection.happenings();
  }

  @Override
  public boolean isConnected() {
    return connection.isUp();
  }

  /// Waits for the first connection, for tests and at start.
  public boolean awaitConnected(Duration atMost) throws InterruptedException {
    return connection.awaitUp(atMost);
  }

  @Override
  public void close() {
    connection.close();
    calls.close();
  }

  @Override
  public List<VmSeen> vms() throws HypervisorException {
    return onLink("listing the VMs", LOOK, link -> DomainList.all(link.handle(), pids));
  }

  @Override
  public Optional<VmSeen> vm(VmId vm) throws HypervisorException {
    try {
      return Optional.of(
          onDomain("look at VM", vm, LOOK, (_, domain) -> DomainList.seen(domain, pids)));
    } catch (HypervisorException e) {
      if (e.kind() == Kind.NO_SUCH_VM) return Optional.empty();
      throw e;
    }
  }

  @Override
  public String xml(VmId vm, XmlOf which) throws HypervisorException {
    int flags =
        switch (which) {
          case LIVE -> 1;
          case INACTIVE -> XML_INACTIVE_SECURE;
          case MIGRATABLE -> XML_MIGRATABLE_SECURE;
        };
    return onDomain(
        "reading the XML of VM", vm, LOOK, (_, domain) -> DomainList.xml(domain, flags));
  }

  @Override
  public void startPaused(String xml, Duration atMost) throws HypervisorException {
    onLink(
        "start",
        atMost,
        link -> {
          var made = Virt.virDomainCreateXML(link.handle(), xml, startFlags);
          if (made == null) throw LibvirtError.last("start");
          Virt.virDomainFree(made);
          return true;
        });
  }

  @Override
  public void resume(VmId vm, Duration atMost) throws HypervisorException {
    act("resume of VM", vm, atMost, Virt::virDomainResume);
  }

  @Override
  public void pause(VmId vm) throws HypervisorException {
    act("pause of VM", vm, SHORT, Virt::virDomainSuspend);
  }

  @Override
  public void shutdown(VmId vm) throws HypervisorException {
    act("shutdown of VM", vm, SHORT, domain -> Virt.virDomainShutdownFlags(domain, 0));
  }

  @Override
  public void destroy(VmId vm, boolean force) throws HypervisorException {
    int flags = force ? 0 : DESTROY_GRACEFUL;
    act("ending VM", vm, SHORT, domain -> Virt.virDomainDestroyFlags(domain, flags));
  }

  @Override
  public void attach(VmId vm, String deviceXml) throws HypervisorException {
    act(
        "adding a device to VM",
        vm,
        SHORT,
        domain -> Virt.virDomainAttachDeviceFlags(domain, deviceXml, AFFECT_LIVE));
  }

  @Override
  public void detach(VmId vm, String deviceXml) throws HypervisorException {
    act(
        "taking a device from VM",
        vm,
        SHORT,
        domain -> Virt.virDomainDetachDeviceFlags(domain, deviceXml, AFFECT_LIVE));
  }

  @Override
  public void mark(VmId vm, String prefix, String namespace, String element)
      throws HypervisorException {
    act(
        "marking VM",
        vm,
        SHORT,
        domain ->
            Virt.virDomainSetMetadata(
                domain, METADATA_ELEMENT, element, prefix, namespace, AFFECT_LIVE));
  }

  @Override
  public void define(String xml) throws HypervisorException {
    onLink(
        "define",
        SHORT,
        link -> {
          var made = Virt.virDomainDefineXMLFlags(link.handle(), xml, DEFINE_VALIDATE);
          if (made == null) throw LibvirtError.last("define");
          Virt.virDomainFree(made);
          return true;
        });
  }

  /// Older libvirt knows no flag for the TPM, and some drivers none for NVRAM; the driver for QEMU
  /// then refuses rather than deletes.
  @Override
  public void undefine(VmId vm) throws HypervisorException {
    for (int flags : List.of(KEEP_NVRAM | KEEP_TPM, KEEP_NVRAM)) {
      try {
        act("undefine of VM", vm, SHORT, domain -> Virt.virDomainUndefineFlags(domain, flags));
        return;
      } catch (HypervisorException e) {
        if (e.kind() != Kind.UNSUPPORTED) throw e;
      }
    }
    act("undefine of VM", vm, SHORT, domain -> Virt.virDomainUndefineFlags(domain, 0));
  }

  @Override
  public void migrate(VmId vm, MigrationOrder order, Duration atMost) throws HypervisorException {
    onDomain("migration of VM", vm, atMost, (_, domain) -> Migrations.run(domain, order));
  }

  @Override
  public void abortJob(VmId vm) throws HypervisorException {
    act("ending the job of VM", vm, SHORT, Virt::virDomainAbortJob);
  }

  @Override
  public OptionalInt jobPercent(VmId vm) throws HypervisorException {
    return onDomain("the job of VM", vm, LOOK, (_, domain) -> JobInfo.percent(domain));
  }

  @Override
  public String capabilities() throws HypervisorException {
    return onLink(
        "reading the capabilities",
        LOOK,
        link -> asked("reading the capabilities", link::getCapabilities));
  }

  @Override
  public boolean cpuFits(String cpuXml) throws HypervisorException {
    var result =
        onLink(
            "comparing CPUs", LOOK, link -> asked("comparing CPUs", () -> link.compareCPU(cpuXml)));
    return result == CPUCompareResult.VIR_CPU_COMPARE_IDENTICAL
        || result == CPUCompareResult.VIR_CPU_COMPARE_SUPERSET;
  }

  @Override
  public void examine(String xml) throws HypervisorException {
    onLink(
        "examining a definition",
        LOOK,
        link -> asked("examining a definition", () -> link.domainXMLToNative("qemu-argv", xml, 0)));
  }

  @Override
  public List<String> activeNetworks() throws HypervisorException {
    return onLink(
        "listing networks", LOOK, link -> List.of(asked("listing networks", link::listNetworks)));
  }

  @Override
  public byte[] screenshot(VmId vm, int bytesMax) throws HypervisorException {
    return onDomain(
        "screenshot of VM",
        vm,
        SHORT,
        (link, domain) -> Screenshots.take(link.handle(), domain, bytesMax));
  }

  @Override
  public List<VmId> answering() throws HypervisorException {
    return onLink("statistics", LOOK, link -> Statistics.answering(link.handle()));
  }

  private interface OfConnect<T> {
    T run() throws LibvirtException;
  }

  private static <T> T asked(String what, OfConnect<T> call) throws HypervisorException {
    try {
      return call.run();
    } catch (LibvirtException e) {
      throw Link.translated(what, e);
    }
  }

  private interface OnLink<T> {
    T run(Link link) throws HypervisorException;
  }

  private interface OnDomain<T> {
    T run(Link link, Pointer domain) throws HypervisorException;
  }

  private interface Act {
    int run(Pointer domain);
  }

  private <T> T onLink(String what, Duration atMost, OnLink<T> call) throws HypervisorException {
    return calls.within(
        atMost,
        what,
        () -> {
          var link = connection.entered(what);
          try {
            return call.run(link);
          } finally {
            link.leave();
          }
        });
  }

  private <T> T onDomain(String what, VmId vm, Duration atMost, OnDomain<T> call)
      throws HypervisorException {
    var named = what + " " + vm;
    return onLink(
        named,
        atMost,
        link -> {
          @Nullable Pointer domain = Virt.virDomainLookupByUUIDString(link.handle(), vm.text());
          if (domain == null) throw LibvirtError.last(named);
          try {
            return call.run(link, domain);
          } finally {
            Virt.virDomainFree(domain);
          }
        });
  }

  private void act(String what, VmId vm, Duration atMost, Act act) throws HypervisorException {
    onDomain(
        what,
        vm,
        atMost,
        (_, domain) -> {
          if (act.run(domain) < 0) throw LibvirtError.last(what + " " + vm);
          return true;
        });
  }
}
