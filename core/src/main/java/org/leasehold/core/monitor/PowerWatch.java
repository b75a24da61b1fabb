package org.leasehold.core.monitor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.PowerFault;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.ClusterTopic.PowerAction;

/// Asks every power device at an interval, through every host that may have to speak to it, so that
/// one that does not answer is known before it is needed.
final class PowerWatch {
  private final Lines lines;
  private final Inbox inbox;
  private final EngineClock clock;
  private final Set<HostId> underWay = ConcurrentHashMap.newKeySet();
  private final TreeMap<HostId, Looked> looked = new TreeMap<>();

  private volatile @Nullable ClusterDocument newest;

  private record Looked(FenceSettings fence, long atNanos) {}

  PowerWatch(Lines lines, Inbox inbox, EngineClock clock) {
    this.lines = lines;
    this.inbox = inbox;
    this.clock = clock;
  }

  /// By the decision thread, every tick; does not block.
  void look(EngineState state) {
    var document = state.document();
    newest = document;
    if (document == null || !state.claim().acts()) return;
    var every = document.settings().treatment().powerCheckEvery();
    looked.keySet().retainAll(document.hosts().keySet());
    if (every.isZero()) return;
    for (var host : document.hosts().values()) {
      if (isDue(state, host, every) && underWay.add(host.id())) {
        looked.put(host.id(), new Looked(host.fence(), clock.nanos()));
        Thread.ofVirtual().name("power of " + host.name()).start(() -> look(state, host));
      }
    }
  }

  private boolean isDue(EngineState state, HostEntry host, Duration every) {
    var record = state.hosts().get(host.id());
    // While its power is switched, or may be, nobody else speaks to its devices.
    if (!host.fence().isUsable() || record == null || record.treatment() != null) return false;
    var last = looked.get(host.id());
    return last == null
        || !last.fence().equals(host.fence())
        || clock.nanos() - last.atNanos() > every.toNanos();
  }

  private void look(EngineState state, HostEntry host) {
    try {
      var failures = new ArrayList<String>();
      boolean usable = false;
      for (var proxy : proxies(lines, host)) {
        var calls = calls(state, host, proxy);
        usable |= host.fence().groups().stream().anyMatch(group -> isFine(group, calls));
        for (var call : calls) if (!isFine(call)) failures.add(call.sentence());
      }
      boolean can = usable;
      String fault =
          proxies(lines, host).isEmpty()
              ? "no other host is connected that could switch its power"
              : String.join("; ", failures);
      // What was asked of devices that are not set up any more says nothing about those that are.
      var present = newest;
      var now = present == null ? null : present.hosts().get(host.id());
      boolean changed = now == null || !now.fence().equals(host.fence());
      if (!changed) inbox.post(at -> new Event.PowerChecked(at, host.id(), can, fault));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      underWay.remove(host.id());
    }
  }

  private List<PowerCall> calls(EngineState state, HostEntry host, HostLine proxy)
      throws InterruptedException {
    PowerCall.Headers headers = () -> proxy.header(state.epoch(), "regular look at power devices");
    var asked =
        PowerCall.atOnce(
            host.fence().devices().stream()
                .map(
                    device ->
                        (Callable<PowerCall>)
                            () -> PowerCall.of(proxy, headers, host, device, PowerAction.STATUS))
                .toList());
    boolean answers = lines.find(host.id()).filter(HostLine::isUp).isPresent();
    return asked.stream().map(call -> answers ? contradicted(call, host) : call).toList();
  }

  /// A host that answers has power, whatever its device says.
  static PowerCall contradicted(PowerCall call, HostEntry host) {
    if (!Boolean.FALSE.equals(call.isOn())) return call;
    return new PowerCall(
        call.device(),
        call.proxy(),
        null,
        PowerFault.WRONG_HOST,
        "it says off, but %s answers: it is another host's device, or it lies"
            .formatted(host.name()));
  }

  private static boolean isFine(List<FenceDevice> group, List<PowerCall> calls) {
    return calls.stream()
        .filter(call -> group.contains(call.device()))
        .allMatch(PowerWatch::isFine);
  }

  private static boolean isFine(PowerCall call) {
    return call.fault() == null;
  }

  /// Those that could speak to a host's power devices now.
  static List<HostLine> proxies(Lines lines, HostEntry host) {
    return lines.all().stream()
        .filter(line -> line.isHeard() && !line.id().equals(host.id()))
        .toList();
  }
}
