package org.leasehold.core.monitor;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.CommandHeader;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Outcome;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.VmTopic;

/// Carries the engine's commands out, each on a virtual thread, and posts how it ended.
final class CommandRunner {
  private static final Logger LOG = Logger.getLogger(CommandRunner.class.getName());

  /// How long a graceful stop may take; it is not forced after.
  private static final long GRACEFUL_MILLIS = Duration.ofMinutes(3).toMillis();

  private static final int PROBE_MILLIS = 3000;
  private static final int SSH_PORT = 22;

  private final Lines lines;
  private final Inbox inbox;
  private final ClaimKeeper claim;
  private final DocumentExchange documents;
  private final Notifier notifier;
  private final PowerDevices power;
  private final AgentRestart restart;
  private final Supplier<EngineState> state;

  CommandRunner(
      Lines lines,
      Inbox inbox,
      ClaimKeeper claim,
      DocumentExchange documents,
      Notifier notifier,
      PowerDevices power,
      AgentRestart restart,
      Supplier<EngineState> state) {
    this.lines = lines;
    this.inbox = inbox;
    this.claim = claim;
    this.documents = documents;
    this.notifier = notifier;
    this.power = power;
    this.restart = restart;
    this.state = state;
  }

  /// Does not block.
  void run(Command command) {
    Thread.ofVirtual()
        .name("command " + command.header().id())
        .start(
            () -> {
              var outcome = outcome(command);
              inbox.post(at -> new Event.CommandEnded(at, command.header().id(), outcome));
            });
  }

  /// What cannot be written down is not done, unless the lease alone makes it safe.
  void refuse(Command command, String why) {
    inbox.post(at -> new Event.CommandEnded(at, command.header().id(), new Outcome.Failed(why)));
  }

  private Outcome outcome(Command command) {
    try {
      return done(command);
    } catch (CallException e) {
      return Outcomes.of(e);
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "a defect while carrying out " + command, e);
      return new Outcome.MayHaveHappened("a defect of the engine: " + e);
    }
  }

  private Outcome done(Command command) throws CallException {
    return switch (command) {
      case Command.StartVm c -> start(c);
      case Command.StopVm c ->
          said(
              line(c.host())
                  .call(
                      VmTopic.STOP,
                      new VmTopic.Stop(
                          line(c.host()).header(c.header()),
                          c.vm(),
                          c.graceful(),
                          c.graceful() ? GRACEFUL_MILLIS : 0))
                  .text());
      case Command.DestroyCopy c ->
          said(
              line(c.host())
                  .call(
                      VmTopic.DESTROY, new VmTopic.OneVm(line(c.host()).header(c.header()), c.vm()))
                  .text());
      case Command.ForgetExit c ->
          said(
              line(c.host())
                  .call(
                      VmTopic.FORGET_EXIT,
                      new VmTopic.OneVm(line(c.host()).header(c.header()), c.vm()))
                  .text());
      case Command.HostFit c ->
          said(
              line(c.host())
                  .call(
                      HostTopic.CHECKED,
                      new HostTopic.ByHand(line(c.host()).header(c.header()), c.operator()))
                  .text());
      case Command.MigrateVm c -> migrate(c);
      case Command.CancelMigration c ->
          said(
              line(c.host())
                  .call(
                      VmTopic.CANCEL_MIGRATION,
                      new VmTopic.OneVm(line(c.host()).header(onNoReport(c.header())), c.vm()))
                  .text());
      case Command.Watch c ->
          said(
              line(c.watcher())
                  .call(HostTopic.WATCH, new HostTopic.Watch(c.lockspace(), c.hosts(), c.leases()))
                  .text());
      case Command.Probe c -> probe(c);
      case Command.SoftRestartAgent c -> restart.restart(entry(c.host()));
      case Command.PowerFence c -> power.fence(c, line(c.proxy()), entry(c.host()));
      case Command.StorageSideStop c ->
          said(
              line(c.via())
                  .call(
                      StoreTopic.STOP_VM,
                      new StoreTopic.StopThroughStore(
                          line(c.via()).header(c.header()),
                          c.vm(),
                          c.lockspace(),
                          c.owner(),
                          c.held(),
                          c.next(),
                          c.force()))
                  .text());
      case Command.StorageSideReset c ->
          said(
              line(c.via())
                  .call(
                      StoreTopic.RESET_HOST,
                      new StoreTopic.ResetThroughStore(
                          line(c.via()).header(c.header()), c.lockspace(), c.life()))
                  .text());
      case Command.Notify c -> {
        notifier.send(c);
        yield new Outcome.Done("handed over");
      }
      case Command.HoldClaim c -> claim.beat(c.beat(), c.header().epoch());
      case Command.ReleaseClaim c -> claim.giveUp(c.header().epoch());
      case Command.WriteDocument c -> documents.write(c.document(), state.get());
    };
  }

  private static Outcome said(String text) {
    return new Outcome.Done(text);
  }

  private HostLine line(HostId host) throws CallException {
    return lines.get(host);
  }

  private HostEntry entry(HostId host) throws CallException {
    var document = state.get().document();
    var entry = document == null ? null : document.hosts().get(host);
    if (entry == null) {
      throw new CallException(ErrorCode.UNKNOWN_NAME, "no host " + host + " in the document");
    }
    return entry;
  }

  private Outcome start(Command.StartVm c) throws CallException {
    var line = line(c.host());
    var started =
        line.call(
            VmTopic.START,
            new VmTopic.Start(
                line.header(c.header()),
                c.vm(),
                c.evidence(),
                c.revision(),
                c.lockspace(),
                c.expected()));
    return said(started.text());
  }

  /// A door of one use is opened at the target, then the source is told to go through it.
  private Outcome migrate(Command.MigrateVm c) throws CallException {
    var document = state.get().document();
    var vm = document == null ? null : document.vms().get(c.vm());
    if (vm == null) throw new CallException(ErrorCode.UNKNOWN_NAME, "no VM " + c.vm());
    var source = line(c.from());
    var target = line(c.to());
    var to = target.entry();
    if (to.address().hostKeys().isEmpty()) {
      throw new CallException(
          ErrorCode.RULE, to.name() + " has no pinned host key, so nothing is moved there");
    }
    var incoming =
        target.call(
            VmTopic.PREPARE_INCOMING,
            new VmTopic.PrepareIncoming(
                target.header(onNoReport(c.header())),
                c.vm(),
                vm.revision(),
                source.entry().name()));
    return said(
        source
            .call(
                VmTopic.MIGRATE,
                new VmTopic.Migrate(
                    source.header(c.header()),
                    c.vm(),
                    to.name(),
                    to.address().destination(),
                    to.address().hostKeys().getFirst(),
                    incoming.token(),
                    incoming.leasePath(),
                    MigrationWork.id(c.vm())))
            .text());
  }

  /// The decision's own epoch and age, for a host on whose report it does not rest.
  private static CommandHeader onNoReport(CommandHeader header) {
    return new CommandHeader(
        header.id(),
        header.epoch(),
        header.issuedNanos(),
        header.ageMaxMillis(),
        null,
        0,
        header.why());
  }

  private Outcome probe(Command.Probe c) throws CallException {
    var address = entry(c.silent()).address();
    var said =
        line(c.from())
            .call(
                HostTopic.PROBE,
                new HostTopic.Probe(
                    address.destination(),
                    address.port() == 0 ? SSH_PORT : address.port(),
                    PROBE_MILLIS));
    inbox.postEvidence(at -> new Event.HostProbed(at, c.from(), c.silent(), said.reachable()));
    return said(said.text());
  }
}
