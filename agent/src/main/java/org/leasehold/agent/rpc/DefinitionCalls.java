package org.leasehold.agent.rpc;

import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.VmTopic;

/// What the agent does with definitions of VMs.
public interface DefinitionCalls {
  Done put(VmTopic.PutDefinition ask, Call call) throws CallException, InterruptedException;

  VmTopic.Definition get(VmTopic.Named ask, Call call) throws CallException, InterruptedException;

  Done forget(VmTopic.OneVm ask, Call call) throws CallException, InterruptedException;

  VmTopic.CheckedDefinition check(VmTopic.CheckDefinition ask, Call call)
      throws CallException, InterruptedException;

  VmTopic.Drift drift(VmTopic.Named ask, Call call) throws CallException, InterruptedException;

  VmTopic.LiveDefinition live(VmTopic.FollowLive ask, Call call)
      throws CallException, InterruptedException;

  VmTopic.Adopted adopt(VmTopic.Adopt ask, Call call) throws CallException, InterruptedException;

  Done plug(VmTopic.Replug ask, Call call) throws CallException, InterruptedException;

  Done unplug(VmTopic.Replug ask, Call call) throws CallException, InterruptedException;

  Done release(VmTopic.OneVm ask, Call call) throws CallException, InterruptedException;

  VmTopic.Users otherUsers(VmTopic.OtherUsers ask, Call call)
      throws CallException, InterruptedException;

  default void bind(Handlers handlers) {
    handlers
        .on(VmTopic.PUT_DEFINITION, this::put)
        .on(VmTopic.GET_DEFINITION, this::get)
        .on(VmTopic.FORGET_DEFINITION, this::forget)
        .on(VmTopic.CHECK_DEFINITION, this::check)
        .on(VmTopic.DRIFT, this::drift)
        .on(VmTopic.LIVE_DEFINITION, this::live)
        .on(VmTopic.ADOPT, this::adopt)
        .on(VmTopic.PLUG_LEASE, this::plug)
        .on(VmTopic.UNPLUG_LEASE, this::unplug)
        .on(VmTopic.RELEASE, this::release)
        .on(VmTopic.OTHER_USERS, this::otherUsers);
  }
}
