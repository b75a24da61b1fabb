package org.leasehold.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.leasehold.agent.check.HostCheck;
import org.leasehold.agent.check.HostGrade;
import org.leasehold.agent.document.DocumentKeeper;
import org.leasehold.agent.fence.FenceSecrets;
import org.leasehold.agent.fence.Fencing;
import org.leasehold.agent.guard.ServiceNotify;
import org.leasehold.agent.install.MigrationAccess;
import org.leasehold.agent.journal.EventId;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.agent.journal.Notes;
import org.leasehold.agent.report.BootClock;
import org.leasehold.agent.report.HostOffers;
import org.leasehold.agent.report.KernelLoad;
import org.leasehold.agent.report.OwnHealth;
import org.leasehold.agent.report.ReportLoop;
import org.leasehold.agent.report.Reports;
import org.leasehold.agent.report.ShuttingDown;
import org.leasehold.agent.rpc.Dispatcher;
import org.leasehold.agent.rpc.EpochGate;
import org.leasehold.agent.rpc.Handlers;
import org.leasehold.agent.rpc.HostCalls;
import org.leasehold.agent.rpc.RpcServer;
import org.leasehold.agent.rpc.Sessions;
import org.leasehold.agent.volume.WantedLockspaces;
import org.leasehold.core.model.BootId;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Limits;
import org.leasehold.core.sanlock.Patience;
import org.leasehold.core.sanlock.SocketSanlockClient;

/// The running agent: its parts, put together in the order in which they need each other. Parts
/// that talk to a daemon must start without it, and say in their report that it is missing.
public final class Agent implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Agent.class.getName());
  private static final Duration REPORT_EVERY = Duration.ofSeconds(3);

  private final ArrayDeque<AutoCloseable> parts = new ArrayDeque<>();

  private Agent() {}

  public static Agent start(AgentOptions options) throws IOException {
    var agent = new Agent();
    try {
      agent.build(options);
      return agent;
    } catch (IOException | RuntimeException e) {
      agent.close();
      throw e;
    }
  }

  private void build(AgentOptions options) throws IOException {
    var places = options.places();
    Files.createDirectories(places.state());
    Files.createDirectories(places.run());
    var clock = BootClock.KERNEL;
    var boot = new BootId(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    var notes = Notes.open(places.state());
    var journal = own(EventJournal.open(places.state(), notes.instance(), clock));
    var sessions = new Sessions();
    var health = new OwnHealth(sessions::callsUnderWay, journal::unacknowledged);
    var wanted = WantedLockspaces.open(places.state());
    var shuttingDown = new ShuttingDown();
    var reports =
        new Reports(notes.instance(), boot, clock, wanted::host, health)
            .offers(HostOffers.KERNEL)
            .loads(KernelLoad.KERNEL)
            .shuttingDown(shuttingDown);
    var handlers = new Handlers();
    new HostCalls(notes, reports, journal, clock, handlers, hostName(), Version.NUMBER).bind();
    var document = DocumentKeeper.open(places.state(), journal);
    document.bind(handlers);
    MigrationAccess.ofThisHost().bind(handlers);
    var secrets = FenceSecrets.open(places.state(), document::secretNames);
    secrets.bind(handlers);
    new Fencing(Path.of("/usr/sbin"), journal, secrets).bind(handlers);
    var stores = new StoreParts(options, wanted, clock, journal, reports, health);
    stores.build(
        notes,
        () -> document.current().flatMap(it -> Optional.ofNullable(it.home())),
        handlers,
        this::own);
    var check = new HostCheck(new SocketSanlockClient(stores.sanlockDir(), Patience.DEFAULT));
    check.bind(handlers);
    var vms =
        own(
            VmWiring.bind(
                options,
                journal,
                reports,
                boot,
                vm -> document.current().map(it -> it.vms().get(vm)),
                shuttingDown,
                stores.sanlockDir(),
                stores.index(),
                handlers));
    health.complaints(vms::complaints);
    stores.membership().obstacle(vms::joinObstacle);
    var fitness = vms.fitness();
    reports.protections(own(new HostGrade(check::look, fitness::proof, fitness::reason).start()));

    journal.listen(event -> sessions.tell(HostTopic.EVENT, event));
    var gate = new EpochGate(notes, clock, reports, journal);
    var dispatcher = own(new Dispatcher(handlers, gate, Limits.DEFAULT));
    own(RpcServer.listen(places.agentSocket(), dispatcher, sessions, Limits.DEFAULT));
    var loop =
        own(
            ReportLoop.start(
                reports, REPORT_EVERY, report -> sessions.tell(HostTopic.REPORTED, report)));
    stores.rejoin(this::own);
    own(Liveness.start(ServiceNotify.ofThisService(), loop::isAlive));
    journal.record(
        EventId.AGENT_STARTED,
        null,
        "leasehold-agent %s, run %s, boot %s".formatted(Version.NUMBER, notes.instance(), boot));
  }

  /// Ended with the agent, the last one first.
  private <T extends AutoCloseable> T own(T part) {
    synchronized (parts) {
      parts.push(part);
    }
    return part;
  }

  private static String hostName() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
  }

  /// Ends the parts, the last one first.
  @Override
  public void close() {
    synchronized (parts) {
      while (!parts.isEmpty()) {
        var part = parts.pop();
        try {
          part.close();
        } catch (Exception e) {
          LOG.log(Level.WARNING, "ending " + part.getClass().getSimpleName() + " failed", e);
        }
      }
    }
  }
}
