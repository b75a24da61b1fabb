package org.leasehold.core.sim;

import java.util.TreeMap;
import java.util.TreeSet;
import org.leasehold.core.engine.LogLine;

/// S6: a copy that uses a protected disk without its lease raises a critical alarm wherever an
/// engine hears its host, within half a minute.
final class OtherDefinitionIsTold extends Invariant {
  private static final long LIMIT_NANOS = SimTime.seconds(30);

  private final TreeMap<Integer, Long> heardSinceNanos = new TreeMap<>();
  private final TreeSet<String> alarmed = new TreeSet<>();

  OtherDefinitionIsTold(World world) {
    super(world, "S6");
  }

  @Override
  void critical(SimEngine engine, LogLine line) {
    alarmed.add(line.subject() + " " + line.what() + " " + line.because());
  }

  @Override
  boolean looks() {
    return true;
  }

  @Override
  void look() {
    for (var host : world.hosts) {
      for (var copy : host.copies) if (copy.byHand && !copy.isReleased) judge(host, copy);
    }
  }

  private void judge(SimHost host, SimCopy copy) {
    lookAgain();
    boolean heard = false;
    for (var link : world.network.linksOf(host)) {
      heard |= link.isConnected() && host.agent.isRunning() && link.engine.isRunning();
    }
    if (!heard) {
      heardSinceNanos.remove(copy.pid);
      return;
    }
    long since = heardSinceNanos.computeIfAbsent(copy.pid, _ -> host.nowNanos());
    if (since < 0 || host.nowNanos() - since < LIMIT_NANOS) return;
    heardSinceNanos.put(copy.pid, -1L);
    for (var alarm : alarmed) if (alarm.contains(copy.vm.name)) return;
    violated("%s runs without its lease for 30 s, no critical alarm names it".formatted(copy));
  }
}
