package org.leasehold.agent.rpc;

import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.VmTopic;

/// What the agent does with VMs.
public interface VmCalls {
  VmTopic.Domains list(Call call) throws CallException, InterruptedException;

  VmTopic.StartAnswers canStart(VmTopic.CanStart ask, Call call)
      throws CallException, InterruptedException;

  VmTopic.Started start(VmTopic.Start ask, Call call) throws CallException, InterruptedException;

  Done stop(VmTopic.Stop ask, Call call) throws CallException, InterruptedException;

  Done reboot(VmTopic.Reboot ask, Call call) throws CallException, InterruptedException;

  Done destroy(VmTopic.OneVm ask, Call call) throws CallException, InterruptedException;

  Done forgetExit(VmTopic.OneVm ask, Call call) throws CallException, InterruptedException;

  Done checked(HostTopic.ByHand ask, Call call) throws CallException, InterruptedException;

  Done pause(VmTopic.OneVm ask, Call call) throws CallException, InterruptedException;

  Done resume(VmTopic.OneVm ask, Call call) throws CallException, InterruptedException;

  Done migrate(VmTopic.Migrate ask, Call call) throws CallException, InterruptedException;

  Done cancelMigration(VmTopic.OneVm ask, Call call) throws CallException;

  VmTopic.Incoming prepareIncoming(VmTopic.PrepareIncoming ask, Call call)
      throws CallException, InterruptedException;

  VmTopic.Screenshot screenshot(VmTopic.Named ask, Call call)
      throws CallException, InterruptedException;

  VmTopic.Display display(VmTopic.Named ask, Call call) throws CallException, InterruptedException;

  default void bind(Handlers handlers) {
    handlers
        .on(VmTopic.LIST, (_, call) -> list(call))
        .on(VmTopic.CAN_START, this::canStart)
        .on(VmTopic.START, this::start)
        .on(VmTopic.STOP, this::stop)
        .on(VmTopic.REBOOT, this::reboot)
        .on(VmTopic.DESTROY, this::destroy)
        .on(VmTopic.FORGET_EXIT, this::forgetExit)
        .on(HostTopic.CHECKED, this::checked)
        .on(VmTopic.PAUSE, this::pause)
        .on(VmTopic.RESUME, this::resume)
        .on(VmTopic.MIGRATE, this::migrate)
        .on(VmTopic.CANCEL_MIGRATION, this::cancelMigration)
        .on(VmTopic.PREPARE_INCOMING, this::prepareIncoming)
        .on(VmTopic.SCREENSHOT, this::screenshot)
        .on(VmTopic.DISPLAY, this::display);
  }
}
