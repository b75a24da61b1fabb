package org.leasehold.core.protocol;

import java.util.List;

/// Every method and notice there is.
public final class Catalogue {
  private Catalogue() {}

  /// What an engine may call on an agent.
  public static final List<Method<?, ?>> METHODS =
      List.of(
          HostTopic.HELLO,
          HostTopic.REPORT,
          HostTopic.WATCH,
          HostTopic.PROBE,
          HostTopic.CHECK,
          HostTopic.CHECKED,
          HostTopic.ACCESS,
          HostTopic.PUT_PEERS,
          HostTopic.EVENTS,
          HostTopic.ACKNOWLEDGE,
          VmTopic.LIST,
          VmTopic.CAN_START,
          VmTopic.START,
          VmTopic.STOP,
          VmTopic.DESTROY,
          VmTopic.FORGET_EXIT,
          VmTopic.REBOOT,
          VmTopic.PAUSE,
          VmTopic.RESUME,
          VmTopic.MIGRATE,
          VmTopic.CANCEL_MIGRATION,
          VmTopic.PREPARE_INCOMING,
          VmTopic.SCREENSHOT,
          VmTopic.DISPLAY,
          VmTopic.PUT_DEFINITION,
          VmTopic.GET_DEFINITION,
          VmTopic.FORGET_DEFINITION,
          VmTopic.CHECK_DEFINITION,
          VmTopic.DRIFT,
          VmTopic.LIVE_DEFINITION,
          VmTopic.ADOPT,
          VmTopic.PLUG_LEASE,
          VmTopic.UNPLUG_LEASE,
          VmTopic.RELEASE,
          VmTopic.OTHER_USERS,
          StoreTopic.IDENTIFY,
          StoreTopic.CREATE_VOLUME,
          StoreTopic.INSPECT_VOLUME,
          StoreTopic.READ_VOLUME,
          StoreTopic.CREATE_LEASE,
          StoreTopic.DELETE_LEASE,
          StoreTopic.INSPECT_LEASE,
          StoreTopic.JOIN,
          StoreTopic.LEAVE,
          StoreTopic.STOP_VM,
          StoreTopic.RESET_HOST,
          ClusterTopic.HOLD_CLAIM,
          ClusterTopic.GIVE_UP_CLAIM,
          ClusterTopic.PUT_DOCUMENT,
          ClusterTopic.GET_DOCUMENT,
          ClusterTopic.GET_ASIDE,
          ClusterTopic.FENCE,
          ClusterTopic.SYSTEM_GUID,
          ClusterTopic.KEEP_SECRETS,
          ClusterTopic.GET_SECRETS);

  /// What an agent tells an engine unasked.
  public static final List<Notice<?>> NOTICES =
      List.of(HostTopic.REPORTED, HostTopic.WATCHED, HostTopic.EVENT, HostTopic.PROGRESS);
}
