package org.leasehold.app.console.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.leasehold.core.engine.Request;
import org.leasehold.core.journal.JournalException;
import org.leasehold.core.journal.StoryExport;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Incident;
import org.leasehold.core.monitor.LinkView;
import org.leasehold.core.monitor.MigrationWork;
import org.leasehold.core.monitor.Snapshot;
import org.leasehold.core.sim.DemoWorld;
import org.leasehold.core.sim.FaultKind;
import org.leasehold.core.volume.BlockFile;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.VolumeReader;
import org.leasehold.core.volume.VolumeSnapshot;

/// The demo cluster with what an engine's edge adds: a journal, incidents, snapshots. No threads:
/// time goes on when told.
public final class DemoCluster implements PlayedCluster {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final int RECENT_MAX = 200;
  private static final String ENGINE = "the demo's engine";

  private final DemoWorld world;
  private final long wallMillisAtZero;
  private final PlayedDiary diary = new PlayedDiary();
  private final DemoPast past = new DemoPast();
  private long snapshotNumber;

  /// @param wallMillis wall clock of the first moment
  public DemoCluster(long wallMillis, long seed) {
    world = DemoWorld.of(ShopFloor.CLUSTER, seed);
    wallMillisAtZero = wallMillis;
  }

  /// An hour of ordinary life, so that there is something to see.
  ///
  /// @return a snapshot of every renewal, oldest first
  public List<Snapshot> settle() {
    var told = new ArrayList<Snapshot>();
    advance(100);
    for (int host = 0; host < ShopFloor.STARTED.size(); host++) {
      for (var vm : ShopFloor.STARTED.get(host)) {
        world.ask("admin", new Request.StartVm(new VmId(vm), new HostId(host + 1)));
      }
    }
    advance(80);
    // a person's start of a VM that HA leaves alone is libvirt's business, not the engine's
    var scratch = entry("scratch");
    world.ask("admin", new Request.SetPolicy(haOff(scratch)));
    migrate(told, 400, "mail", 3);
    migrate(told, 300, "files", 1);
    migrate(told, 500, "files", 2);
    world.inject(FaultKind.QEMU_CRASH, 3, new VmId("build"), 0, 0);
    migrate(told, 300, "web-2", 1);
    migrate(told, 600, "web-2", 3);
    migrate(told, 300, "build", 3);
    migrate(told, 600, "mail", 1);
    run(told, 420);
    return told;
  }

  private VmEntry entry(String vm) {
    var document = Objects.requireNonNull(world.state().document(), "the engine has started");
    return Objects.requireNonNull(document.vms().get(new VmId(vm)), vm);
  }

  private static VmEntry haOff(VmEntry vm) {
    return new VmEntry(
            vm.id(),
            vm.name(),
            vm.revision() + 1,
            vm.memoryMiB(),
            HaMode.OFF,
            null,
            vm.priority(),
            vm.wanted(),
            vm.resume(),
            vm.allowedHosts(),
            vm.startAfter(),
            vm.apartFrom(),
            vm.disks(),
            vm.allowed())
        .withTags(vm.tags());
  }

  private void migrate(List<Snapshot> told, int afterSeconds, String vm, int to) {
    run(told, afterSeconds);
    world.ask("anna", new Request.MigrateVm(new VmId(vm), new HostId(to)));
  }

  private void run(List<Snapshot> told, int seconds) {
    for (int done = 0; done < seconds; done += 10) {
      advance(10);
      told.add(snapshot());
    }
  }

  @Override
  public long nowNanos() {
    return world.nowNanos();
  }

  public void advance(int seconds) {
    for (int i = 0; i < seconds; i++) runTo(world.nowNanos() + SECOND);
  }

  @Override
  public void runTo(long nanos) {
    world.runTo(nanos);
    hear();
  }

  private long wall(long atNanos) {
    return wallMillisAtZero + atNanos / MILLI;
  }

  private void hear() {
    for (var one : world.steps()) {
      past.add(one, wall(one.before().nowNanos()));
      diary.take(one.before(), one.event(), one.step(), wall(one.event().atNanos()));
    }
  }

  /// Whether a host's agent is reached.
  boolean isConnected(HostId host) {
    return world.connections().getOrDefault(host, false);
  }

  @Override
  public Snapshot snapshot() {
    var links = new TreeMap<HostId, LinkView>();
    world
        .connections()
        .forEach(
            (host, up) ->
                links.put(
                    host,
                    up
                        ? new LinkView(LinkView.Standing.UP, "")
                        : new LinkView(LinkView.Standing.WAITING, "no answer; tried again")));
    return new Snapshot(
        ++snapshotNumber,
        ENGINE,
        world.state().claim().acts() ? ENGINE : "",
        world.state(),
        wall(world.state().nowNanos()),
        links,
        diary.last(RECENT_MAX),
        diary.open(),
        MigrationWork.of(world.state(), Map.of()),
        world.violations());
  }

  @Override
  public List<EventLine> eventsAfter(long number, int countMax) {
    return diary.eventsAfter(number, countMax);
  }

  @Override
  public List<Incident> incidents(int countMax) {
    return diary.incidents(countMax);
  }

  @Override
  public Answer ask(String operator, Request request) {
    long before = diary.lastEvent();
    world.ask(operator, request);
    hear();
    var news = eventsAfter(before, 100);
    for (var line : news) {
      if (line.id().equals("operator.refused")) {
        return new Answer.Refused(line.what() + ": " + line.because());
      }
    }
    return news.isEmpty()
        ? new Answer.Done("nothing had to change")
        : new Answer.Done(news.getFirst().subject() + " " + news.getFirst().what());
  }

  /// @param host from 1
  /// @param vm name of a VM; heeded where the trouble is about one
  /// @return whether it changed anything
  public boolean make(Trouble trouble, int host, String vm) {
    var kind = trouble.kind();
    if (kind != null) {
      long slow = trouble == Trouble.STORAGE_SLOW ? 12 * SECOND : 0;
      return world.inject(kind, host, new VmId(vm), trouble.lastsSeconds() * SECOND, slow);
    }
    if (trouble == Trouble.LEASE_ROT) {
      world.rot(new VmId("test-7"), true);
      return true;
    }
    if (world.hasPower(host)) return false;
    world.powerOn(host);
    return true;
  }

  /// What its engine was told and said lately, as a story.
  ///
  /// @param out a folder that is empty or not there yet
  public StoryExport.Written tell(Path out) throws JournalException {
    return StoryExport.write(past.stretches(), out);
  }

  @Override
  public VolumeSnapshot volume(LockspaceName domain) throws BlockFileException {
    return new VolumeReader(world.volume(domain), Optional.empty(), Optional.empty())
        .read(VolumeReader.Depth.GLANCE);
  }

  /// The first bytes of a slot: leader, request and the first hosts' sectors.
  public byte[] bytes(LockspaceName domain, int slot, int length) throws BlockFileException {
    BlockFile volume = world.volume(domain);
    var into = new byte[length];
    volume.read((long) slot * Geometry.MEBIBYTE, into, 0, length);
    return into;
  }
}
