package org.leasehold.agent.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.claim.ChildClaimHolder;
import org.leasehold.agent.claim.ClaimDesk;
import org.leasehold.agent.guard.Libc;
import org.leasehold.agent.guard.UnknownCopies;
import org.leasehold.agent.guard.WatchFile;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.agent.journal.Notes;
import org.leasehold.agent.report.BootClock;
import org.leasehold.agent.report.OwnHealth;
import org.leasehold.agent.report.Reports;
import org.leasehold.agent.rpc.Handlers;
import org.leasehold.agent.vm.LeaseIndex;
import org.leasehold.agent.volume.Enrolment;
import org.leasehold.agent.volume.HostWatches;
import org.leasehold.agent.volume.LockspaceLooks;
import org.leasehold.agent.volume.Membership;
import org.leasehold.agent.volume.Rejoin;
import org.leasehold.agent.volume.StoreChecks;
import org.leasehold.agent.volume.StoreDesk;
import org.leasehold.agent.volume.WantedLockspaces;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.sanlock.Patience;
import org.leasehold.core.sanlock.SanlockClient;
import org.leasehold.core.sanlock.SocketSanlockClient;

/// The parts of the agent that have to do with sanlock and volumes.
final class StoreParts {
  private static final Logger LOG = Logger.getLogger(StoreParts.class.getName());

  private final AgentOptions options;
  private final WantedLockspaces wanted;
  private final BootClock clock;
  private final EventJournal journal;
  private final Reports reports;
  private final OwnHealth health;
  private @Nullable Membership membership;
  private @Nullable StoreDesk desk;

  StoreParts(
      AgentOptions options,
      WantedLockspaces wanted,
      BootClock clock,
      EventJournal journal,
      Reports reports,
      OwnHealth health) {
    this.options = options;
    this.wanted = wanted;
    this.clock = clock;
    this.journal = journal;
    this.reports = reports;
    this.health = health;
  }

  Path sanlockDir() {
    var told = options.sanlockDir();
    var environment = System.getenv("SANLOCK_RUN_DIR");
    if (told != null) return told;
    return environment == null ? SocketSanlockClient.RUN_DIR : Path.of(environment);
  }

  /// @param home where the document says that the engine's claim is kept
  void build(
      Notes notes,
      Supplier<Optional<LockspaceName>> home,
      Handlers handlers,
      Consumer<AutoCloseable> own) {
    SanlockClient client = new SocketSanlockClient(sanlockDir(), Patience.DEFAULT);
    var enrolment = new Enrolment(wanted);
    var looks =
        new LockspaceLooks(client, wanted, enrolment, Libc::now, journal, reports::changed).start();
    own.accept(looks);
    var checks = new StoreChecks(wanted).start();
    own.accept(checks);
    reports.lockspaces(looks).stores(checks);
    health.complaints(looks);
    var its =
        new Membership(client, wanted, enrolment, looks, journal)
            .obstacle(new UnknownCopies(client)::now)
            .beforeJoin(this::tellGuard);
    membership = its;
    var storeDesk = new StoreDesk(client, sanlockDir(), wanted, its, journal);
    storeDesk.bind(handlers);
    desk = storeDesk;
    var watches = new HostWatches(wanted, looks, reports);
    watches.bind(handlers);
    own.accept(watches);
    var claim =
        new ClaimDesk(new ChildClaimHolder(wanted, sanlockDir()), home, notes, journal, clock);
    claim.bind(handlers);
    own.accept(claim);
  }

  Membership membership() {
    return Objects.requireNonNull(membership, "built");
  }

  LeaseIndex index() {
    return Objects.requireNonNull(desk, "built");
  }

  /// Joins what is wanted, now and whenever sanlock came back without it.
  void rejoin(Consumer<AutoCloseable> own) {
    tellGuard();
    own.accept(new Rejoin(membership()));
  }

  /// The guard reads it; what it says must be there before a lockspace is joined.
  private void tellGuard() {
    var watched =
        wanted.all().stream()
            .map(
                one ->
                    new WatchFile.Watched(
                        one.lockspace(), one.host(), one.ioTimeout(), one.volume()))
            .toList();
    try {
      new WatchFile(watched).write(options.places().guardWatch());
    } catch (IOException e) {
      LOG.log(Level.SEVERE, "the lease guard cannot be told what to watch", e);
    }
  }
}
