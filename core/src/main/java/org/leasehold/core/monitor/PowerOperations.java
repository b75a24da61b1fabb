package org.leasehold.core.monitor;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.FenceAgents;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.ClusterTopic.PowerAction;
import org.leasehold.core.protocol.HostTopic;

/// Hosts' power devices are set up and tried.
record PowerOperations(OperationDesk.Steps steps) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /// The password first, to the hosts that will need it; then the document that names it.
  Answer set(Operation.SetPower ask) throws OperationRefused, CallException, InterruptedException {
    steps.requireActing();
    var entry = entry(ask.host());
    var device = device(ask, entry);
    var proxies = proxies(entry);
    var text = new ArrayList<String>();
    var fence = entry.fence().withGuid(guid(entry, device, ask.untested(), text));
    var more = new TreeMap<String, String>();
    if (!ask.password().isEmpty()) {
      more.put(FenceAgents.secretOption(device.agent()), ask.password());
    }
    if (!ask.untested()) {
      steps.say("asking " + device.inWords());
      text.addAll(tried(entry.withFence(fence), device, proxies, more));
    }
    if (!ask.password().isEmpty()) text.add(kept(device, ask.password(), proxies));
    boolean first = entry.fence().devices().isEmpty();
    var next = fence.with(device);
    steps.say("writing it into the cluster document");
    steps.ask(new Request.SetFence(entry.id(), first ? next.enabled(true) : next));
    text.add(
        next.enabled() || first
            ? "%s can be switched by %s".formatted(entry.name(), device.inWords())
            : "power fencing of %s is off: leasehold host power enable %s"
                .formatted(entry.name(), entry.name()));
    return new Answer.Done(String.join("\n", text));
  }

  private HostEntry entry(HostId host) throws OperationRefused {
    var entry = steps.document().hosts().get(host);
    if (entry == null) throw OperationRefused.untouched("no host " + host + " in this cluster");
    return entry;
  }

  private static FenceDevice device(Operation.SetPower ask, HostEntry entry)
      throws OperationRefused {
    var device = ask.device();
    if (!device.name().matches("[A-Za-z0-9._-]{1,40}")) {
      throw OperationRefused.untouched(
          "'%s' is no name for a device: letters, digits, dot, dash, at most 40"
              .formatted(device.name()));
    }
    if (device.order() < 1 || device.order() > FenceSettings.GROUPS_MAX) {
      throw OperationRefused.untouched(
          "the order is 1 to %d, not %d".formatted(FenceSettings.GROUPS_MAX, device.order()));
    }
    for (var option : device.options().keySet()) {
      if (FenceAgents.isSecret(option)) {
        throw OperationRefused.untouched(
            "option '%s' is a secret: give it at the prompt or with --password-file"
                .formatted(option));
      }
    }
    var refusal = FenceAgents.refusal(device.agent(), device.options());
    if (refusal != null) throw OperationRefused.untouched(refusal);
    if (!FenceAgents.isLegal(ask.password())) {
      throw OperationRefused.untouched("the password is too long or has line breaks");
    }
    if (entry.fence().with(device).devices().size() > FenceSettings.DEVICES_MAX) {
      throw OperationRefused.untouched(
          "a host has at most %d power devices".formatted(FenceSettings.DEVICES_MAX));
    }
    return new FenceDevice(
        device.name(), device.order(), device.agent(), device.options(), secret(ask, entry));
  }

  /// A new password has a new name, so that no host can take an old one for it.
  private static String secret(Operation.SetPower ask, HostEntry entry) throws OperationRefused {
    if (!ask.password().isEmpty()) {
      var bytes = new byte[16];
      RANDOM.nextBytes(bytes);
      return HexFormat.of().formatHex(bytes);
    }
    if (!ask.keepPassword()) return "";
    for (var before : entry.fence().devices()) {
      if (before.name().equals(ask.device().name())) return before.secret();
    }
    throw OperationRefused.untouched(
        "%s has no device '%s' yet, so there is no password to keep"
            .formatted(entry.name(), ask.device().name()));
  }

  private List<HostLine> proxies(HostEntry entry) throws OperationRefused {
    var proxies = PowerWatch.proxies(steps.lines(), entry);
    if (!proxies.isEmpty()) return proxies;
    throw OperationRefused.untouched(
        "no other host is connected; a host's power is switched through another host's agent");
  }

  /// What its own device must answer with.
  private String guid(HostEntry entry, FenceDevice device, boolean untested, List<String> text)
      throws OperationRefused, CallException {
    if (!FenceAgents.tellsGuid(device.agent())) return entry.fence().guid();
    var line = steps.lines().find(entry.id()).filter(HostLine::isUp).orElse(null);
    if (line != null) {
      var told = line.call(ClusterTopic.SYSTEM_GUID, new HostTopic.Nothing()).guid();
      if (told != null) return told;
      text.add(
          "%s has no system UUID: that the device is its own cannot be checked"
              .formatted(entry.name()));
      return "";
    }
    if (!entry.fence().guid().isEmpty() || untested) return entry.fence().guid();
    throw OperationRefused.untouched(
        "%s is not connected, so its system UUID cannot be compared with the device's; connect it first, or say --untested"
            .formatted(entry.name()));
  }

  /// Asked through every host that may have to; one way must work.
  private List<String> tried(
      HostEntry entry, FenceDevice device, List<HostLine> proxies, SortedMap<String, String> more)
      throws OperationRefused, InterruptedException {
    var calls = new ArrayList<PowerCall>();
    for (var proxy : proxies) calls.add(asked(entry, device, proxy, more));
    var text = calls.stream().map(PowerCall::sentence).toList();
    if (calls.stream().anyMatch(call -> call.fault() == null)) return text;
    throw OperationRefused.untouched(
        "nothing was set up, for the device does not work; " + String.join("; ", text));
  }

  private PowerCall asked(
      HostEntry entry, FenceDevice device, HostLine proxy, SortedMap<String, String> more) {
    var call =
        PowerCall.of(
            proxy,
            () -> steps.header(proxy, "trying the power device of " + entry.name()),
            entry,
            device,
            PowerAction.STATUS,
            more);
    boolean answers = steps.lines().find(entry.id()).filter(HostLine::isUp).isPresent();
    return answers ? PowerWatch.contradicted(call, entry) : call;
  }

  private String kept(FenceDevice device, String password, List<HostLine> proxies)
      throws OperationRefused {
    steps.say("giving the password to the hosts that may need it");
    var given = new TreeMap<String, String>();
    given.put(device.secret(), password);
    var names = new ArrayList<String>();
    var failures = new ArrayList<String>();
    for (var proxy : proxies) {
      try {
        var wanted = new ArrayList<>(PowerSecrets.wanted(steps.document(), proxy.id()));
        wanted.add(device.secret());
        var header = steps.header(proxy, "password of a power device");
        proxy.call(ClusterTopic.KEEP_SECRETS, new ClusterTopic.KeepSecrets(header, wanted, given));
        names.add(proxy.entry().name());
      } catch (CallException e) {
        failures.add("%s: %s".formatted(proxy.entry().name(), e.sentence()));
      }
    }
    if (names.isEmpty()) {
      throw OperationRefused.untouched(
          "no host keeps the password; " + String.join("; ", failures));
    }
    return "password kept by " + String.join(", ", names);
  }

  /// Every device through every other host; switches nothing.
  Answer test(Operation.TestPower ask) throws OperationRefused, InterruptedException {
    steps.requireActing();
    var entry = entry(ask.host());
    if (entry.fence().devices().isEmpty()) {
      throw OperationRefused.untouched(
          "%s has no power device: leasehold host power set %s"
              .formatted(entry.name(), entry.name()));
    }
    var calls = new ArrayList<PowerCall>();
    for (var proxy : proxies(entry)) {
      for (var device : entry.fence().devices()) {
        steps.say("asking %s through %s".formatted(device.inWords(), proxy.entry().name()));
        calls.add(asked(entry, device, proxy, new TreeMap<>()));
      }
    }
    var text = String.join("\n", calls.stream().map(PowerCall::sentence).toList());
    boolean fine = calls.stream().allMatch(call -> call.fault() == null);
    return fine ? new Answer.Done(text) : new Answer.Failed(text);
  }
}
