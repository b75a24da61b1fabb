package org.leasehold.core.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.model.DetectionSettings;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.RestartSettings;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.model.TreatmentSettings;
import org.leasehold.core.model.VmEntry;

/// The cluster of a story, from lines of text.
///
/// ```
/// hosts kvm1 kvm2 kvm3          hosts, 16 GiB each
/// io-timeout 10                 N of every store
/// stores store1 store2          default: store1
/// vm vm1 on kvm2 priority 50    protected, started there by a person; also: confirm, off, memory 2048, boot 20, store store2,
///                               storage-side-stop, start-when-free
/// watchdog kvm1 hard            none is the default; soft, hard
/// no-hook kvm1                  libvirt's hook is not installed
/// no-self-reset kvm1            S9 switched off
/// no-fence kvm1                 has no power device
/// engine e1 desktop             default: e1 on a desktop; or: engine e1 kvm1
/// storage-reset on              the treatment may reset a host through the store
/// soft-fencing off              default: on; the same for power-fencing
/// quiet 0                       seconds without power fencing after an engine's start
/// io-waits-unkillable           a QEMU whose I/O hangs survives SIGKILL
/// settled 120                   the log begins here
/// ```
final class StoryCluster {
  private static final int MEMORY_MIB = 16_384;

  private final List<String> hosts = new ArrayList<>();
  private final List<String> stores = new ArrayList<>();
  private final List<Scenario.Vm> vms = new ArrayList<>();
  private final List<Scenario.EngineAt> engines = new ArrayList<>();
  private final List<String[]> hostWords = new ArrayList<>();
  private IoTimeout ioTimeout = IoTimeout.DEFAULT;
  private int settledSeconds = 120;
  private boolean ioWaitsUnkillable;
  private Settings settings = Settings.DEFAULT;

  static StoryCluster parse(List<String> lines) {
    var cluster = new StoryCluster();
    for (var line : lines) {
      try {
        cluster.read(line.split("\\s+"));
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        throw Story.notUnderstood("cluster", line, e);
      }
    }
    if (cluster.stores.isEmpty()) cluster.stores.add("store1");
    if (cluster.engines.isEmpty()) cluster.engines.add(new Scenario.EngineAt("e1", -1));
    return cluster;
  }

  private void read(String[] words) {
    switch (words[0]) {
      case "hosts" -> hosts.addAll(List.of(words).subList(1, words.length));
      case "stores" -> stores.addAll(List.of(words).subList(1, words.length));
      case "io-timeout" -> ioTimeout = new IoTimeout(Integer.parseInt(words[1]));
      case "settled" -> settledSeconds = Integer.parseInt(words[1]);
      case "io-waits-unkillable" -> ioWaitsUnkillable = true;
      case "vm" -> vms.add(vm(words));
      case "engine" ->
          engines.add(
              new Scenario.EngineAt(words[1], words[2].equals("desktop") ? -1 : host(words[2])));
      case "watchdog", "no-hook", "no-self-reset", "no-fence", "drift", "memory" -> {
        // What it says is read again for the scenario; what is wrong with it is said here.
        var _ = host(hosts.get(host(words[1])), List.<String[]>of(words));
        hostWords.add(words);
      }
      case "quiet" -> quiet(Integer.parseInt(words[1]));
      case "storage-reset" -> storageReset(on(words[1]));
      case "soft-fencing" -> switches(on(words[1]), settings.treatment().powerFencing());
      case "power-fencing" -> switches(settings.treatment().softFencing(), on(words[1]));
      case "restart-retry" -> restartRetry(Integer.parseInt(words[1]));
      default -> throw new IllegalArgumentException("unknown word: " + words[0]);
    }
  }

  /// A store as a person marks it inactive (B10).
  StoreEntry inactive(String name) {
    return new StoreEntry(new LockspaceName(name), ioTimeout, false);
  }

  /// The settings with another grace, sound or not (E8).
  Settings graceBase(int seconds) {
    var d = settings.detection();
    return settings.with(
        new DetectionSettings(
            Duration.ofSeconds(seconds),
            d.gracePerVm(),
            d.failuresTolerated(),
            d.recoveryLimit(),
            d.powerOffWindow(),
            d.storeCheckAgeMax(),
            d.storeSlow(),
            d.storeDebounce(),
            d.hungAfter()));
  }

  private void quiet(int seconds) {
    var t = settings.treatment();
    treatment(
        new TreatmentSettings(
            t.softFencing(),
            t.powerFencing(),
            t.storageReset(),
            Duration.ofSeconds(seconds),
            t.connectivityPercent(),
            t.leaseQuiet(),
            t.softWait(),
            t.rebootWait(),
            t.fenceQuiet(),
            t.powerCheckEvery(),
            t.onStoreLoss()));
  }

  private void storageReset(boolean isOn) {
    var t = settings.treatment();
    treatment(
        new TreatmentSettings(
            t.softFencing(),
            t.powerFencing(),
            isOn,
            t.quietAfterStart(),
            t.connectivityPercent(),
            t.leaseQuiet(),
            t.softWait(),
            t.rebootWait(),
            t.fenceQuiet(),
            t.powerCheckEvery(),
            t.onStoreLoss()));
  }

  private static boolean on(String word) {
    return switch (word) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new IllegalArgumentException("neither on nor off: " + word);
    };
  }

  private void switches(boolean softFencing, boolean powerFencing) {
    var t = settings.treatment();
    treatment(
        new TreatmentSettings(
            softFencing,
            powerFencing,
            t.storageReset(),
            t.quietAfterStart(),
            t.connectivityPercent(),
            t.leaseQuiet(),
            t.softWait(),
            t.rebootWait(),
            t.fenceQuiet(),
            t.powerCheckEvery(),
            t.onStoreLoss()));
  }

  private void treatment(TreatmentSettings treatment) {
    settings = settings.with(treatment);
  }

  private void restartRetry(int seconds) {
    var r = settings.restart();
    settings =
        settings.with(
            new RestartSettings(
                r.enabled(),
                Duration.ofSeconds(seconds),
                r.retryShortCount(),
                r.retryLong(),
                r.priorityCap(),
                r.hostsPerTry(),
                r.startsPerHostMax(),
                r.startLimit()));
  }

  private Scenario.Vm vm(String[] words) {
    var mode = HaMode.PROTECTED;
    int store = 0;
    int memory = 1024;
    int priority = 50;
    long boot = 5000;
    boolean storageSideStop = false;
    boolean startWhenFree = false;
    boolean hung = false;
    int startOn = -1;
    for (int i = 2; i < words.length; i++) {
      switch (words[i]) {
        case "confirm" -> mode = HaMode.CONFIRM;
        case "off" -> mode = HaMode.OFF;
        case "storage-side-stop" -> storageSideStop = true;
        case "restart-when-hung" -> hung = true;
        case "on" -> startOn = host(words[++i]);
        case "start-when-free" -> startWhenFree = true;
        case "memory" -> memory = Integer.parseInt(words[++i]);
        case "priority" -> priority = Integer.parseInt(words[++i]);
        case "boot" -> boot = 1000L * Integer.parseInt(words[++i]);
        case "store" -> store = store(words[++i]);
        default -> throw new IllegalArgumentException("unknown word: " + words[i]);
      }
    }
    return new Scenario.Vm(
        words[1],
        store,
        memory,
        priority,
        mode,
        boot,
        new VmEntry.Allowances(storageSideStop, startWhenFree, hung),
        startOn);
  }

  int host(String name) {
    int index = hosts.indexOf(name);
    if (index < 0) throw new IllegalArgumentException("no host " + name);
    return index;
  }

  int vm(String name) {
    for (int i = 0; i < vms.size(); i++) if (vms.get(i).name().equals(name)) return i;
    throw new IllegalArgumentException("no VM " + name);
  }

  int store(String name) {
    int index = stores.indexOf(name);
    if (index < 0) throw new IllegalArgumentException("no store " + name);
    return index;
  }

  int engine(String name) {
    for (int i = 0; i < engines.size(); i++) if (engines.get(i).name().equals(name)) return i;
    throw new IllegalArgumentException("no engine " + name);
  }

  int settledSeconds() {
    return settledSeconds;
  }

  Scenario scenario(int seconds) {
    var made = new ArrayList<Scenario.Host>();
    for (var host : hosts) made.add(host(host, hostWords));
    var storeList = stores.stream().map(s -> new Scenario.Store(s, ioTimeout));
    return new Scenario(
        made, storeList.toList(), vms, engines, settings, seconds, ioWaitsUnkillable);
  }

  private static Scenario.Host host(String name, List<String[]> said) {
    var watchdog = Watchdog.NONE;
    boolean fence = true;
    boolean hook = true;
    boolean selfReset = true;
    long drift = 0;
    int memory = MEMORY_MIB;
    for (var words : said) {
      if (!words[1].equals(name)) continue;
      switch (words[0]) {
        case "watchdog" -> watchdog = watchdog(words[2]);
        case "no-hook" -> hook = false;
        case "no-self-reset" -> selfReset = false;
        case "no-fence" -> fence = false;
        case "drift" -> drift = Long.parseLong(words[2]);
        case "memory" -> memory = Integer.parseInt(words[2]);
        default -> throw new IllegalArgumentException("unknown word: " + words[0]);
      }
    }
    return new Scenario.Host(name, memory, watchdog, drift, fence, hook, selfReset);
  }

  private static Watchdog watchdog(String word) {
    return switch (word) {
      case "none" -> Watchdog.NONE;
      case "soft" -> Watchdog.SOFT;
      case "hard" -> Watchdog.HARD;
      default -> throw new IllegalArgumentException("neither none, soft nor hard: " + word);
    };
  }
}
