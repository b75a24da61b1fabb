package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;

/// What happens in a story: faults by their word, and what a person asks of the engine.
///
/// ```
/// at 130 management-cut kvm1 for 200
/// at 130 path-slow kvm1 store1 for 60 amount 12
/// at 140 ask stop vm1 | start vm1 | start vm1 kvm2 | migrate vm1 kvm2 | confirm kvm1 kvm1
/// at 140 ask maintenance kvm1 | end-maintenance kvm1 | pause-ha 10 | resume-ha | take-over vm1
///            | checked kvm1 | vm-maintenance vm1 | end-vm-maintenance vm1
/// end 400
/// ```
final class StoryScript {
  private record Line(
      double seconds, String text, @Nullable Fault fault, @Nullable Request request) {}

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
        throw new IllegalArgumentException("script line not understood: " + line, e);
      }
    }
    if (script.endSeconds == 0) throw new IllegalArgumentException("the script has no end");
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
    if (words[2].equals("ask")) script.add(new Line(at, text, null, request(words)));
    else script.add(new Line(at, text, fault(at, words), null));
  }

  private Fault fault(double at, String[] words) {
    var kind = FaultKind.valueOf(words[2].toUpperCase(Locale.ROOT).replace('-', '_'));
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
      case "take-over" -> new Request.TakeOverDrift(vm(words[4]));
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
      var fault = line.fault();
      var request = line.request();
      world.queue.at(
          nanos(line.seconds()),
          () -> {
            world.log.line(world.queue.nowNanos(), "script", line.text());
            if (fault != null) injector.injectQuietly(fault);
            if (request != null) ask(world, request);
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
