package org.leasehold.agent.vm;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.leasehold.agent.journal.EventId;
import org.leasehold.agent.rpc.Call;
import org.leasehold.agent.rpc.VmCalls;
import org.leasehold.core.model.Capacity;
import org.leasehold.core.model.Protection;
import org.leasehold.core.model.StartAnswer;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.VmTopic;

/// What can be asked of this host about VMs.
public final class VmService implements VmCalls, AutoCloseable {
  private static final int SCREENSHOT_BYTES_MAX = 8 << 20;
  private static final Duration ARRIVES_WITHIN = Duration.ofSeconds(60);
  private static final Duration DISPLAY_DOOR = Duration.ofSeconds(30);
  private static final long LOOK_AGAIN_MILLIS = 100;

  private final VmParts parts;
  private final VmTable table = new VmTable();
  private final Ending ending;
  private final Starts starts;
  private final Resumes resumes;
  private final Incoming incoming;
  private final Outgoing outgoing;
  private final StartCheck check;
  private final ProtectedList protectedList;
  private final VmWatch watch;
  private final Path displays;
  private final PacemakerVms pacemaker;

  /// Where things are on this host.
  ///
  /// @param run folder of the agent's sockets
  /// @param libvirtSocket of the driver for QEMU
  /// @param qemuLogs libvirt's logs of the VMs
  /// @param guardJournal what the lease guard did
  /// @param protectedDisks the list libvirt's hook reads
  /// @param cib Pacemaker's configuration
  /// @param migrationKey private key whose only right on other hosts is `migrate-in`
  /// @param withoutStorageCheck let libvirt migrate over file systems it does not know as shared
  public record Places(
      Path run,
      Path libvirtSocket,
      Path qemuLogs,
      Path guardJournal,
      Path protectedDisks,
      Path cib,
      Path migrationKey,
      boolean withoutStorageCheck) {
    /// As packages lay it out.
    public static Places ofThisHost(Path run, Path state, boolean withoutStorageCheck) {
      return new Places(
          run,
          Path.of("/run/libvirt/libvirt-sock"),
          Path.of("/var/log/libvirt/qemu"),
          state.resolve("guard.journal"),
          state.resolve("protected"),
          Path.of("/var/lib/pacemaker/cib/cib.xml"),
          Path.of("/etc/leasehold/migration_key"),
          withoutStorageCheck);
    }
  }

  public VmService(
      VmParts parts, Places places, Supplier<Capacity> capacity, BooleanSupplier hostGoingDown) {
    this(parts, places, capacity, hostGoingDown, new Ending(parts));
  }

  VmService(
      VmParts parts,
      Places places,
      Supplier<Capacity> capacity,
      BooleanSupplier hostGoingDown,
      Ending ending) {
    this.parts = parts;
    this.ending = ending;
    this.resumes = new Resumes(parts, table, ending);
    this.starts = new Starts(parts, table, ending);
    this.incoming =
        new Incoming(
            parts,
            table,
            resumes,
            places.run().resolve("incoming"),
            places.libvirtSocket(),
            ARRIVES_WITHIN);
    this.outgoing =
        new Outgoing(
            parts,
            table,
            resumes,
            new Outgoing.Ways(
                places.run().resolve("outgoing"),
                places.migrationKey(),
                places.withoutStorageCheck()));
    this.check = new StartCheck(parts, capacity);
    this.pacemaker = new PacemakerVms(places.cib());
    this.displays = places.run().resolve("display");
    this.protectedList = new ProtectedList(parts, places.protectedDisks());
    this.watch =
        new VmWatch(
            parts,
            table,
            ending,
            resumes,
            incoming,
            new QemuLog(places.qemuLogs()),
            new GuardWords(places.guardJournal()),
            protectedList,
            pacemaker,
            hostGoingDown);
  }

  /// Begins to watch.
  public void start() {
    parts.reports().vms(watch).findings(watch);
    watch.start();
  }

  @Override
  public void close() {
    watch.close();
    parts.hypervisor().close();
  }

  /// Why no lockspace may be joined now; see [org.leasehold.agent.volume.JoinObstacle].
  public Optional<String> joinObstacle() {
    return watch.joinObstacle();
  }

  /// Whether a lease was proven on this host in this boot (S3).
  public Fitness fitness() {
    return parts.fitness();
  }

  /// Definitions of this host that are not understood, and so count as not kept.
  public List<String> complaints() {
    return parts.store().complaints();
  }

  /// What adopts and releases, on the same VMs.
  public DefinitionService definitions(LeaseIndex index) {
    var others = new OtherUsers(parts, pacemaker);
    var plug = new LeasePlug(parts, ending);
    return new DefinitionService(
        parts,
        new Adoption(parts, table, plug, others),
        new Replug(parts, table, plug, index),
        others,
        protectedList,
        watch::redefined);
  }

  @Override
  public VmTopic.Domains list(Call call) throws CallException {
    try {
      var domains = new ArrayList<VmTopic.Domain>();
      for (var seen : parts.hypervisor().vms()) {
        boolean kept = parts.store().get(seen.vm()).isPresent();
        domains.add(
            new VmTopic.Domain(
                seen.vm(),
                seen.name(),
                seen.power().toString(),
                seen.persistent(),
                seen.autostart(),
                kept));
      }
      return new VmTopic.Domains(domains);
    } catch (HypervisorException e) {
      throw Troubles.of(e);
    }
  }

  @Override
  public VmTopic.StartAnswers canStart(VmTopic.CanStart ask, Call call)
      throws CallException, InterruptedException {
    var answers = new TreeMap<VmId, StartAnswer>();
    for (var kept : parts.store().all()) {
      if (ask.vms().isEmpty() || ask.vms().contains(kept.vm())) {
        answers.put(kept.vm(), check.answer(kept));
      }
    }
    return new VmTopic.StartAnswers(answers);
  }

  @Override
  public VmTopic.Started start(VmTopic.Start ask, Call call)
      throws CallException, InterruptedException {
    return starts.start(ask, call.left());
  }

  @Override
  public Done stop(VmTopic.Stop ask, Call call) throws CallException, InterruptedException {
    var record = table.taken(ask.vm());
    try {
      if (!ask.graceful()) {
        record.wish(VmRecord.Wish.STOP);
        parts.hypervisor().destroy(ask.vm(), true);
        return new Done("VM %s was ended".formatted(ask.vm()));
      }
      askGuest(record, VmRecord.Wish.STOP);
    } catch (HypervisorException e) {
      record.wish(VmRecord.Wish.NONE);
      throw Troubles.of(e);
    } finally {
      record.busy.unlock();
    }
    return shutDown(record, ask.waitMillis());
  }

  /// Nothing is started here: that is the engine's, once it has seen this end.
  @Override
  public Done reboot(VmTopic.Reboot ask, Call call) throws CallException, InterruptedException {
    var record = table.taken(ask.vm());
    try {
      var seen = parts.hypervisor().vm(ask.vm());
      if (seen.isEmpty() || seen.get().power() != VmSeen.Power.RUNNING) {
        throw new CallException(
            ErrorCode.RULE,
            "VM %s does not run here (%s)"
                .formatted(ask.vm(), seen.map(it -> it.power().toString()).orElse("unknown")));
      }
      askGuest(record, VmRecord.Wish.REBOOT);
    } catch (HypervisorException e) {
      record.wish(VmRecord.Wish.NONE);
      throw Troubles.of(e);
    } finally {
      record.busy.unlock();
    }
    return shutDown(record, ask.waitMillis());
  }

  private void askGuest(VmRecord record, VmRecord.Wish wish) throws HypervisorException {
    record.wish(wish);
    parts.hypervisor().shutdown(record.vm);
  }

  private Done shutDown(VmRecord record, long waitMillis)
      throws CallException, InterruptedException {
    if (isGoneWithin(record.vm, Duration.ofMillis(waitMillis))) {
      return new Done("VM %s has shut down".formatted(record.vm));
    }
    // What it does from now on is its own wish again.
    record.wish(VmRecord.Wish.NONE);
    throw new CallException(
        ErrorCode.TIMED_OUT,
        "the guest of VM %s did not shut down within %d s; it was not forced"
            .formatted(record.vm, waitMillis / 1000));
  }

  private boolean isGoneWithin(VmId vm, Duration atMost)
      throws CallException, InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    while (true) {
      try {
        var seen = parts.hypervisor().vm(vm);
        if (seen.isEmpty() || !seen.get().power().hasProcess()) return true;
      } catch (HypervisorException e) {
        throw Troubles.of(e);
      }
      if (System.nanoTime() >= until) return false;
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  @Override
  public Done destroy(VmTopic.OneVm ask, Call call) throws CallException, InterruptedException {
    var record = table.taken(ask.vm());
    try {
      var pid = ending.pid(ask.vm());
      if (pid.isEmpty() && !record.hasProcess()) {
        throw new CallException(
            ErrorCode.UNKNOWN_NAME, "VM %s does not run here".formatted(ask.vm()));
      }
      if (!ending.kill(record, pid, VmRecord.Wish.DESTROY)) {
        throw new CallException(
            ErrorCode.IN_DOUBT,
            "process %d of VM %s did not end on SIGKILL".formatted(pid.orElse(0), ask.vm()));
      }
      return new Done("VM %s was ended".formatted(ask.vm()));
    } finally {
      record.busy.unlock();
    }
  }

  /// A person has looked; whatever made the host unfit is in the journal.
  @Override
  public Done checked(HostTopic.ByHand ask, Call call) throws CallException {
    var fitness = parts.fitness();
    String reason = fitness.reason();
    if (fitness.proof() != Protection.Proof.UNFIT) {
      throw new CallException(ErrorCode.RULE, "this host is not unfit");
    }
    try {
      fitness.checked();
    } catch (IOException e) {
      throw new CallException(ErrorCode.RESOURCES, String.valueOf(e.getMessage()), e);
    }
    parts
        .journal()
        .record(
            EventId.HOST_CHECKED,
            null,
            "checked by %s; it was: %s".formatted(ask.operator(), reason));
    parts.reports().changed();
    return new Done("this host is fit again");
  }

  @Override
  public Done forgetExit(VmTopic.OneVm ask, Call call) throws CallException, InterruptedException {
    var record = table.taken(ask.vm());
    try {
      if (record.exit().isEmpty()) {
        throw new CallException(
            ErrorCode.UNKNOWN_NAME, "VM %s has no end that is reported".formatted(ask.vm()));
      }
      parts.ledger().remove(ask.vm());
      table.forget(ask.vm());
      parts.reports().vmChanged(ask.vm());
      return new Done("the end of VM %s is forgotten".formatted(ask.vm()));
    } catch (IOException e) {
      throw new CallException(ErrorCode.RESOURCES, String.valueOf(e.getMessage()), e);
    } finally {
      record.busy.unlock();
    }
  }

  @Override
  public Done pause(VmTopic.OneVm ask, Call call) throws CallException, InterruptedException {
    var record = table.taken(ask.vm());
    try {
      parts.hypervisor().pause(ask.vm());
      return new Done("VM %s is paused and has given up its lease".formatted(ask.vm()));
    } catch (HypervisorException e) {
      throw Troubles.of(e);
    } finally {
      record.busy.unlock();
    }
  }

  @Override
  public Done resume(VmTopic.OneVm ask, Call call) throws CallException, InterruptedException {
    return resumes.resume(ask.vm(), call.left());
  }

  @Override
  public Done migrate(VmTopic.Migrate ask, Call call) throws CallException, InterruptedException {
    return outgoing.migrate(ask, call);
  }

  @Override
  public Done cancelMigration(VmTopic.OneVm ask, Call call) throws CallException {
    return outgoing.cancel(ask.vm());
  }

  @Override
  public VmTopic.Incoming prepareIncoming(VmTopic.PrepareIncoming ask, Call call)
      throws CallException {
    return incoming.prepare(ask);
  }

  @Override
  public VmTopic.Screenshot screenshot(VmTopic.Named ask, Call call) throws CallException {
    try {
      var picture = parts.hypervisor().screenshot(ask.vm(), SCREENSHOT_BYTES_MAX);
      boolean png = picture.length > 1 && picture[1] == 'P' && picture[0] == (byte) 0x89;
      return new VmTopic.Screenshot(
          png ? "image/png" : "image/x-portable-pixmap",
          Base64.getEncoder().encodeToString(picture));
    } catch (HypervisorException e) {
      throw Troubles.of(e);
    }
  }

  @Override
  public VmTopic.Display display(VmTopic.Named ask, Call call) throws CallException {
    try {
      var live = parts.hypervisor().xml(ask.vm(), Hypervisor.XmlOf.LIVE);
      var at =
          parts
              .definitions()
              .display(live)
              .orElseThrow(
                  () ->
                      new CallException(
                          ErrorCode.UNKNOWN_NAME,
                          "VM %s has no display on this host".formatted(ask.vm())));
      Door.open(displays.resolve(ask.vm().text()), DISPLAY_DOOR, () -> connected(at));
      return new VmTopic.Display(
          at.protocol(),
          "`display %s` of the SSH login connects to it, once, within %d s"
              .formatted(ask.vm(), DISPLAY_DOOR.toSeconds()));
    } catch (HypervisorException e) {
      throw Troubles.of(e);
    } catch (BadDefinitionException e) {
      throw Troubles.of(e);
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.RESOURCES, "the door to the display cannot be made: " + e.getMessage(), e);
    }
  }

  private static SocketChannel connected(Definitions.DisplayAt at) throws IOException {
    return at.socket().isEmpty()
        ? SocketChannel.open(new InetSocketAddress(at.address(), at.port()))
        : SocketChannel.open(UnixDomainSocketAddress.of(at.socket()));
  }
}
