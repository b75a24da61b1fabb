package org.leasehold.agent.rpc;

import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.StoreTopic;

/// What the agent does with volumes, leases and lockspaces.
public interface StoreCalls {
  StoreTopic.VolumeIdentity identify(StoreTopic.VolumeAt ask, Call call)
      throws CallException, InterruptedException;

  Done createVolume(StoreTopic.CreateVolume ask, Call call)
      throws CallException, InterruptedException;

  StoreTopic.Inspection inspectVolume(StoreTopic.VolumeAt ask, Call call)
      throws CallException, InterruptedException;

  StoreTopic.VolumeBytes readVolume(StoreTopic.VolumeAt ask, Call call)
      throws CallException, InterruptedException;

  Done createLease(StoreTopic.OneLease ask, Call call) throws CallException, InterruptedException;

  Done deleteLease(StoreTopic.OneLease ask, Call call) throws CallException, InterruptedException;

  StoreTopic.LeaseLook inspectLease(StoreTopic.LeaseNamed ask, Call call)
      throws CallException, InterruptedException;

  LockspaceReport join(StoreTopic.Join ask, Call call) throws CallException, InterruptedException;

  Done leave(StoreTopic.Leave ask, Call call) throws CallException, InterruptedException;

  Done stopVm(StoreTopic.StopThroughStore ask, Call call)
      throws CallException, InterruptedException;

  Done resetHost(StoreTopic.ResetThroughStore ask, Call call)
      throws CallException, InterruptedException;

  default void bind(Handlers handlers) {
    handlers
        .on(StoreTopic.IDENTIFY, this::identify)
        .on(StoreTopic.CREATE_VOLUME, this::createVolume)
        .on(StoreTopic.INSPECT_VOLUME, this::inspectVolume)
        .on(StoreTopic.READ_VOLUME, this::readVolume)
        .on(StoreTopic.CREATE_LEASE, this::createLease)
        .on(StoreTopic.DELETE_LEASE, this::deleteLease)
        .on(StoreTopic.INSPECT_LEASE, this::inspectLease)
        .on(StoreTopic.JOIN, this::join)
        .on(StoreTopic.LEAVE, this::leave)
        .on(StoreTopic.STOP_VM, this::stopVm)
        .on(StoreTopic.RESET_HOST, this::resetHost);
  }
}
