package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;

/// What happens in a story: faults by their word, and what a person asks of the engine.
///
/// ```
/// at 130 management-cut kvm1 for 200
/// at 130 path-slow kvm1 store1 for 60 amount 12
/// at 140 ask stop vm1 | start vm1 | start vm1 kvm2 | migrate vm1 kvm2 | confirm kvm1 kvm1
/// at 140 ask maintenance kvm1 | end-maintenance kvm1 | pause-ha 10 | resume-ha
///            | checked kvm1 | vm-maintenance vm1 | end-vm-maintenance vm1
/// at 130 qemu-silent vm1 for 70          QEMU's monitor does not answer; no seed does this
/// at 130 agent-recovers kvm1 200         how long its agent recovers from its next start on
/// end 400
/// ```
final class StoryScript {
  private record Line(double seconds, String text, Act act) {}

  /// What one line does.
  private interface Act {
    void in(World world, FaultInjector injector);
  }

  private final List<Line> script = new ArrayList<>();
  private final StoryCluster cluster;
  private int endSeconds;

  private StoryScript(StoryCluster cluster) {
    this.cluster = cluster;
  }

  static StoryScript parse(List<String> lines, StoryCluster cluster) {
    var script = new StoryScript(cluster);
    for (var line : lines) {
      try {
        script.read(line);
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        throw Story.notUnderstood("script", line, e);
      }
    }
    if (script.endSeconds == 0) {
      throw new IllegalArgumentException(
          "the script has no end; its last line is such as: end 400");
    }
    return script;
  }

  int endSeconds() {
    return endSeconds;
  }

  private void read(String line) {
    var words = line.split("\\s+");
    if (words[0].equals("end")) {
      endSeconds = Integer.parseInt(words[1]);
      return;
    }
    if (!words[0].equals("at")) throw new IllegalArgumentException("neither at nor end");
    double at = Double.parseDouble(words[1]);
    var text = line.substring(line.indexOf(words[1]) + words[1].length()).strip();
    script.add(new Line(at, text, act(at, words)));
  }

  private Act act(double at, String[] words) {
    return switch (words[2]) {
      case "ask" -> {
        var request = request(words);
        yield (world, _) -> ask(world, request);
      }
      case "qemu-silent" -> {
        int vm = cluster.vm(words[3]);
        long lasts = nanos(Double.parseDouble(words[5]));
        yield (world, _) -> silence(world, world.vms.get(vm), lasts);
      }
      case "agent-recovers" -> {
        int host = cluster.host(words[3]);
        long takes = nanos(Double.parseDouble(words[4]));
        yield (world, _) -> world.hosts.get(host).agent.recoversNanos = takes;
      }
      default -> {
        var fault = fault(at, words);
        yield (_, injector) -> injector.injectQuietly(fault);
      }
    };
  }

  private static void silence(World world, SimVm vm, long lasts) {
    vm.troubled = true;
    for (var copy : vm.copies) {
      copy.silentSinceNanos = world.queue.nowNanos();
      world.queue.after(lasts, () -> copy.silentSinceNanos = 0);
    }
  }

  private Fault fault(double at, String[] words) {
    var kind = kind(words[2]);
    int host = 0;
    int store = 0;
    int vm = 0;
    int engine = 0;
    int next = 4;
    switch (kind.touches()) {
      case HOST -> host = cluster.host(words[3]);
      case CLUSTER -> next = 3;
      case PATH -> {
        host = cluster.host(words[3]);
        store = cluster.store(words[4]);
        next = 5;
      }
      case STORE -> store = cluster.store(words[3]);
      case VM -> vm = cluster.vm(words[3]);
      case ENGINE -> engine = cluster.engine(words[3]);
    }
    double lasts = 0;
    long amount = 0;
    for (int i = next; i < words.length; i++) {
      switch (words[i]) {
        case "for" -> lasts = Double.parseDouble(words[++i]);
        case "amount" -> amount = nanos(Double.parseDouble(words[++i]));
        case "ppm" -> amount = Long.parseLong(words[++i]);
        case "on", "to" -> host = cluster.host(words[++i]);
        default -> throw new IllegalArgumentException("unknown word: " + words[i]);
      }
    }
    return new Fault(kind, nanos(at), nanos(lasts), host, store, vm, engine, amount);
  }

  private static FaultKind kind(String word) {
    for (var kind : FaultKind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word)) return kind;
    }
    throw new IllegalArgumentException("unknown word: " + word);
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * 1000) * SimTime.MILLISECOND;
  }

  private Request request(String[] words) {
    return switch (words[3]) {
      case "stop" -> new Request.StopVm(vm(words[4]), true);
      case "start" -> new Request.StartVm(vm(words[4]), words.length > 5 ? host(words[5]) : null);
      case "migrate" -> new Request.MigrateVm(vm(words[4]), host(words[5]));
      case "confirm" ->
          new Request.ConfirmRebooted(host(words[4]), words.length > 5 ? words[5] : "");
      case "maintenance" -> new Request.HostMaintenance(host(words[4]), true);
      case "end-maintenance" -> new Request.HostMaintenance(host(words[4]), false);
      case "vm-maintenance" -> new Request.VmMaintenance(vm(words[4]), true);
      case "end-vm-maintenance" -> new Request.VmMaintenance(vm(words[4]), false);
      case "pause-ha" -> new Request.PauseHa("script", Integer.parseInt(words[4]));
      case "resume-ha" -> new Request.ResumeHa();
      case "store-inactive" -> new Request.PutStore(cluster.inactive(words[4]));
      case "grace-base" -> new Request.SetSettings(cluster.graceBase(Integer.parseInt(words[4])));
      case "accept-disks" -> new Request.AcceptDisks(vm(words[4]));
      case "checked" -> new Request.HostChecked(host(words[4]));
      default -> throw new IllegalArgumentException("unknown request: " + words[3]);
    };
  }

  private HostId host(String name) {
    return new HostId(cluster.host(name) + 1);
  }

  private static VmId vm(String name) {
    return new VmId(name);
  }

  void plan(World world, FaultInjector injector) {
    for (var line : script) {
      world.queue.at(
          nanos(line.seconds()),
          () -> {
            world.log.line(world.queue.nowNanos(), "script", line.text());
            line.act().in(world, injector);
          });
    }
  }

  /// People start the VMs that the cluster places.
  void startVms(World world, long atNanos) {
    world.queue.at(
        atNanos,
        () -> {
          for (var vm : world.vms) {
            int on = world.scenario.vms().get(vm.number).startOn();
            if (on >= 0) ask(world, new Request.StartVm(vm.id(), new HostId(on + 1)));
          }
        });
  }

  private static void ask(World world, Request request) {
    for (var engine : world.engines) {
      if (!engine.isRunning()) continue;
      if (engine.claim().acts() || world.engines.size() == 1) {
        engine.ask("admin", request);
        return;
      }
    }
  }
}
