package org.leasehold.core.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.PowerFault;
import org.leasehold.core.model.FenceAgents;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.ClusterTopic.PowerAction;
import org.leasehold.core.protocol.Header;

/// One question to one power device through one host's agent, and what came of it.
///
/// @param device which
/// @param proxy name of the host that spoke to it
/// @param isOn what the device says; null when it was not brought to say anything
/// @param fault why not, null when it was
/// @param text in words
record PowerCall(
    FenceDevice device,
    String proxy,
    @Nullable Boolean isOn,
    @Nullable PowerFault fault,
    String text) {
  /// Says what and where.
  String sentence() {
    return "%s through %s: %s".formatted(device.inWords(), proxy, text);
  }

  /// Gives the header for one call; made at the moment of the call.
  @FunctionalInterface
  interface Headers {
    Header header() throws CallException;
  }

  /// Asks with the password that the proxy keeps.
  static PowerCall of(
      HostLine proxy, Headers headers, HostEntry host, FenceDevice device, PowerAction action) {
    return of(proxy, headers, host, device, action, new TreeMap<>());
  }

  /// @param more options of this one call, such as a password that nobody keeps yet
  static PowerCall of(
      HostLine proxy,
      Headers headers,
      HostEntry host,
      FenceDevice device,
      PowerAction action,
      SortedMap<String, String> more) {
    var options = new TreeMap<>(device.options());
    options.putAll(more);
    boolean kept = more.isEmpty() && !device.secret().isEmpty();
    boolean compared = FenceAgents.tellsGuid(device.agent()) && !host.fence().guid().isEmpty();
    try {
      var said =
          proxy.call(
              ClusterTopic.FENCE,
              new ClusterTopic.Fence(
                  headers.header(),
                  host.name(),
                  new ClusterTopic.PowerDevice(
                      device.agent(), options, kept ? device.secret() : null),
                  action,
                  compared ? host.fence().guid() : null));
      return new PowerCall(device, proxy.entry().name(), said.isOn(), null, said.text());
    } catch (CallException e) {
      return new PowerCall(device, proxy.entry().name(), null, fault(e, proxy), e.sentence());
    }
  }

  private static PowerFault fault(CallException e, HostLine proxy) {
    if (!proxy.isUp()) return PowerFault.NO_PROXY;
    return switch (e.code()) {
      case UNKNOWN_NAME -> PowerFault.NO_PASSWORD;
      case INVALID_PARAMS, RESOURCES, METHOD_NOT_FOUND -> PowerFault.NOT_SET_UP;
      case RULE -> PowerFault.WRONG_HOST;
      case TIMED_OUT, CANCELLED -> PowerFault.TOO_SLOW;
      case IN_DOUBT -> PowerFault.NOT_AS_ASKED;
      case STALE, BUSY, NOT_AGREED -> PowerFault.NO_PROXY;
      default -> PowerFault.NO_ANSWER;
    };
  }

  /// All at once; each call has its own deadline.
  static List<PowerCall> atOnce(List<? extends Callable<PowerCall>> calls)
      throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures = new ArrayList<Future<PowerCall>>();
      for (var call : calls) futures.add(threads.submit(call));
      var all = new ArrayList<PowerCall>();
      for (var future : futures) all.add(future.get());
      return all;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a power device could not be asked", e.getCause());
    }
  }
}
