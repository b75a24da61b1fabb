package org.leasehold.core.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.Outcome;
import org.leasehold.core.engine.PowerFault;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.protocol.ClusterTopic.PowerAction;

/// Switches a host's power through another host's agent. Off: one group of devices after the other,
/// until all devices of one were read back as off. On: all of them, for any may have been switched.
///
/// @param closed why the reason for it is gone, null while it stands; asked between the groups
record AgentPower(Function<Command.PowerFence, @Nullable String> closed) implements PowerDevices {
  @Override
  public Outcome fence(Command.PowerFence command, HostLine proxy, HostEntry host) {
    if (host.fence().devices().isEmpty()) {
      return new Outcome.NotSwitched(
          PowerFault.NOT_SET_UP, "no power device is set up for " + host.name());
    }
    try {
      return switch (command.power()) {
        case OFF -> off(command, proxy, host);
        case ON -> on(command, proxy, host);
      };
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Outcome.MayHaveHappened("interrupted");
    }
  }

  private Outcome off(Command.PowerFence command, HostLine proxy, HostEntry host)
      throws InterruptedException {
    var told = new ArrayList<PowerCall>();
    var last = PowerFault.NO_ANSWER;
    for (var group : host.fence().groups()) {
      if (!told.isEmpty()) {
        var why = closed.apply(command);
        if (why != null) {
          return new Outcome.NotSwitched(
              PowerFault.CALLED_OFF, "not tried further, %s; %s".formatted(why, text(told)));
        }
      }
      var calls = asked(command, proxy, host, group, PowerAction.OFF, told.isEmpty());
      told.addAll(calls);
      long isOff = calls.stream().filter(call -> Boolean.FALSE.equals(call.isOn())).count();
      if (isOff == calls.size()) return new Outcome.Done(text(calls));
      last = isOff > 0 ? PowerFault.PARTLY : fault(calls);
    }
    return new Outcome.NotSwitched(last, text(told));
  }

  private static Outcome on(Command.PowerFence command, HostLine proxy, HostEntry host)
      throws InterruptedException {
    var told = new ArrayList<PowerCall>();
    for (var group : host.fence().groups()) {
      told.addAll(asked(command, proxy, host, group, PowerAction.ON, told.isEmpty()));
    }
    boolean isOn = told.stream().anyMatch(call -> Boolean.TRUE.equals(call.isOn()));
    return isOn ? new Outcome.Done(text(told)) : new Outcome.NotSwitched(fault(told), text(told));
  }

  /// @param first whether the command's own age still holds; a later group is a new decision
  private static List<PowerCall> asked(
      Command.PowerFence command,
      HostLine proxy,
      HostEntry host,
      List<FenceDevice> group,
      PowerAction action,
      boolean first)
      throws InterruptedException {
    var header = command.header();
    PowerCall.Headers headers =
        () -> first ? proxy.header(header) : proxy.header(header.epoch(), header.why());
    return PowerCall.atOnce(
        group.stream()
            .map(
                device ->
                    (Callable<PowerCall>) () -> PowerCall.of(proxy, headers, host, device, action))
            .toList());
  }

  private static PowerFault fault(List<PowerCall> calls) {
    for (var call : calls) if (call.fault() != null) return call.fault();
    return PowerFault.NOT_AS_ASKED;
  }

  private static String text(List<PowerCall> calls) {
    return calls.stream().map(PowerCall::sentence).collect(Collectors.joining("; "));
  }
}
