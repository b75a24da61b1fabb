package org.leasehold.agent.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.Capacity;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.Protection;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.protocol.HostTopic.Reported;

/// Puts the report together and numbers it, and remembers after which report each VM changed, so
/// that a call resting on an older one is refused (S15).
///
/// Sources that are not set say the careful thing: no VM and *recovering*, not protected.
public final class Reports {
  private final AgentInstance instance;
  private final BootId boot;
  private final BootClock clock;
  private final Supplier<Optional<HostId>> host;
  private final OwnHealth health;
  private final Map<VmId, Long> changedAfter = new ConcurrentHashMap<>();
  private final List<ReportSource.Findings> findings = new CopyOnWriteArrayList<>();
  private final List<Runnable> onChange = new CopyOnWriteArrayList<>();
  private volatile ReportSource.Vms vms = NO_VMS;
  private volatile ReportSource.Lockspaces lockspaces = List::of;
  private volatile ReportSource.Stores stores = List::of;
  private volatile ReportSource.Offers offers = () -> new Capacity(0, 0);
  private volatile ReportSource.Loads loads = () -> null;
  private volatile ReportSource.Protections protections =
      () ->
          new Protection(
              Grade.NOT_PROTECTED, Protection.Proof.NOT_YET, List.of("nothing watches this host"));
  private volatile Supplier<Boolean> shuttingDown = () -> false;
  private long number;

  private static final ReportSource.Vms NO_VMS =
      new ReportSource.Vms() {
        @Override
        public List<VmReport> vms() {
          return List.of();
        }

        @Override
        public boolean recovering() {
          return true;
        }
      };

  /// @param host this host's id; empty before it has joined a lockspace for the first time
  public Reports(
      AgentInstance instance,
      BootId boot,
      BootClock clock,
      Supplier<Optional<HostId>> host,
      OwnHealth health) {
    this.instance = instance;
    this.boot = boot;
    this.clock = clock;
    this.host = host;
    this.health = health;
  }

  public Reports vms(ReportSource.Vms source) {
    vms = source;
    return this;
  }

  public Reports lockspaces(ReportSource.Lockspaces source) {
    lockspaces = source;
    return this;
  }

  public Reports stores(ReportSource.Stores source) {
    stores = source;
    return this;
  }

  public Reports offers(ReportSource.Offers source) {
    offers = source;
    return this;
  }

  public Reports loads(ReportSource.Loads source) {
    loads = source;
    return this;
  }

  public Reports protections(ReportSource.Protections source) {
    protections = source;
    return this;
  }

  public Reports findings(ReportSource.Findings source) {
    findings.add(source);
    return this;
  }

  public Reports shuttingDown(Supplier<Boolean> source) {
    shuttingDown = source;
    return this;
  }

  /// A fresh report; its number is one more than the last one's.
  public synchronized Reported make() {
    var id = host.get();
    @Nullable HostReport report = id.isEmpty() ? null : report(id.get());
    return new Reported(report, clock.millis(), health.now());
  }

  private HostReport report(HostId id) {
    // The number is taken first: what changes while the sources are read counts as after it.
    long its = ++number;
    boolean recovering = vms.recovering();
    var found = new ArrayList<Finding>();
    for (var source : findings) found.addAll(source.findings());
    return new HostReport(
        id,
        instance,
        boot,
        its,
        recovering,
        shuttingDown.get(),
        vms.vms(),
        lockspaces.lockspaces(),
        stores.stores(),
        offers.capacity(),
        protections.protection(),
        found,
        loads.load());
  }

  /// A VM's state changed: calls that rest on any report so far no longer hold for it, and a new
  /// report goes out at once.
  public void vmChanged(VmId vm) {
    synchronized (this) {
      changedAfter.put(vm, number);
    }
    changed();
  }

  /// Something else worth a report at once.
  public void changed() {
    for (var action : onChange) action.run();
  }

  void onChange(Runnable action) {
    onChange.add(action);
  }

  /// The number of the last report made before the VM last changed; empty: not changed in this run.
  public Optional<Long> changedAfter(VmId vm) {
    return Optional.ofNullable(changedAfter.get(vm));
  }

  public AgentInstance instance() {
    return instance;
  }

  public BootId boot() {
    return boot;
  }

  public Optional<HostId> host() {
    return host.get();
  }
}
