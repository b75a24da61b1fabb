package org.leasehold.agent.fence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.leasehold.agent.journal.EventId;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.agent.rpc.Handlers;
import org.leasehold.core.model.FenceAgents;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.ClusterTopic.PowerAction;
import org.leasehold.core.protocol.ClusterTopic.PowerDevice;
import org.leasehold.core.protocol.ErrorCode;

/// Asks and switches another host's power. `OFF` is done only when the device, asked twice
/// afterwards, says off both times; a device that says otherwise is a failure, never a success. One
/// that is off already is not switched again.
///
/// Options travel on the program's stdin, the IPMI password of the GUID question in its
/// environment; nothing secret is on a command line or in a log.
public final class Fencing {
  private static final Duration OPERATION = Duration.ofSeconds(60);
  private static final Duration STATUS = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /// How long a device that was just switched may be too busy with that to answer.
  private static final Duration BUSY = Duration.ofSeconds(30);

  /// Exit codes of `action=status`.
  ///
  /// @see "fence-agents: FenceAgentAPI.md"
  private static final int IS_ON = 0;

  private static final int IS_OFF = 2;

  private final Path programs;
  private final Path ipmitool;
  private final EventJournal journal;
  private final FenceSecrets secrets;
  private final Limits limits;

  /// How long is waited for a device.
  ///
  /// @param operation for one switching
  /// @param busy after it, for an answer
  record Limits(Duration operation, Duration busy) {}

  /// @param programs folder of the fence agents, `/usr/sbin`
  public Fencing(Path programs, EventJournal journal, FenceSecrets secrets) {
    this(programs, Path.of("/usr/bin/ipmitool"), journal, secrets, new Limits(OPERATION, BUSY));
  }

  Fencing(Path programs, Path ipmitool, EventJournal journal, FenceSecrets secrets, Limits limits) {
    this.programs = programs;
    this.ipmitool = ipmitool;
    this.journal = journal;
    this.secrets = secrets;
    this.limits = limits;
  }

  public void bind(Handlers handlers) {
    handlers
        .on(ClusterTopic.FENCE, (ask, _) -> fence(ask))
        .on(ClusterTopic.SYSTEM_GUID, (_, _) -> SystemGuids.ofThisHost());
  }

  ClusterTopic.Power fence(ClusterTopic.Fence ask) throws CallException, InterruptedException {
    FenceAgent.require(ask.device().agent(), ask.device().options());
    var device = withSecret(ask.device());
    try {
      requireGuid(ask, device);
      var power = done(device, ask.action());
      if (ask.action() != PowerAction.STATUS) {
        journal.record(EventId.FENCED, null, ask.host() + ": " + power.text());
      }
      return power;
    } catch (CallException e) {
      if (ask.action() != PowerAction.STATUS) {
        journal.record(
            EventId.FENCE_FAILED,
            null,
            "%s, %s: %s".formatted(ask.host(), ask.action(), e.sentence()));
      }
      throw e;
    }
  }

  /// The password that this host keeps for the device joins its options here, nowhere else.
  private PowerDevice withSecret(PowerDevice device) throws CallException {
    var name = device.secret();
    if (name == null) return device;
    var options = new TreeMap<>(device.options());
    options.put(FenceAgents.secretOption(device.agent()), secrets.secret(name));
    return new PowerDevice(device.agent(), options, null);
  }

  private ClusterTopic.Power done(PowerDevice device, PowerAction action)
      throws CallException, InterruptedException {
    if (action == PowerAction.STATUS) {
      boolean on = isOn(device);
      return new ClusterTopic.Power(on, "power is " + word(on));
    }
    boolean wanted = action == PowerAction.ON;
    var result = switched(device, wanted);
    for (int look = 1; look <= 2; look++) {
      if (look > 1) Thread.sleep(BETWEEN_LOOKS);
      if (isOnAfterwards(device) != wanted) throw notAsAsked(device, result, wanted);
    }
    return new ClusterTopic.Power(wanted, "power is " + word(wanted) + ", verified twice");
  }

  /// A program that does not end may have done it all the same: what the device says afterwards
  /// counts.
  private Result switched(PowerDevice device, boolean on)
      throws CallException, InterruptedException {
    try {
      return run(device, on ? "on" : "off", limits.operation());
    } catch (CallException e) {
      if (e.code() != ErrorCode.TIMED_OUT) throw e;
      return new Result(-1, e.sentence());
    }
  }

  /// What the device says afterwards counts, whatever the program said of its own success.
  private static CallException notAsAsked(PowerDevice device, Result result, boolean wanted) {
    return new CallException(
        ErrorCode.IN_DOUBT,
        result.code() < 0
            ? "%s; asked afterwards, the device says %s".formatted(result.text(), word(!wanted))
            : "%s ended with code %d, and afterwards the device says %s; it may still change: %s"
                .formatted(device.agent(), result.code(), word(!wanted), said(device, result)));
  }

  /// The program's last line, without anything the options hold that is secret.
  private static String said(PowerDevice device, Result result) {
    var last = result.text().lines().filter(line -> !line.isBlank()).reduce((_, b) -> b);
    var text = last.orElse("it said nothing").strip();
    for (var option : device.options().entrySet()) {
      if (FenceAgents.isSecret(option.getKey())) text = text.replace(option.getValue(), "***");
    }
    return text.length() <= 200 ? text : text.substring(0, 200);
  }

  private static String word(boolean on) {
    return on ? "on" : "off";
  }

  /// No answer is no success and no failure yet: the device is asked again.
  private boolean isOnAfterwards(PowerDevice device) throws CallException, InterruptedException {
    long until = System.nanoTime() + limits.busy().toNanos();
    while (true) {
      try {
        return isOn(device);
      } catch (CallException e) {
        if (System.nanoTime() >= until) throw e;
        Thread.sleep(BETWEEN_LOOKS);
      }
    }
  }

  private boolean isOn(PowerDevice device) throws CallException, InterruptedException {
    int code = run(device, "status", STATUS).code();
    if (code == IS_ON) return true;
    if (code == IS_OFF) return false;
    throw new CallException(
        ErrorCode.UNREACHABLE,
        "%s cannot tell the power's state (exit code %d); is the device reachable, are user and password right?"
            .formatted(device.agent(), code));
  }

  /// The device must be that host's: its system GUID is compared before "off" (S17), and before
  /// anything it says is believed.
  private void requireGuid(ClusterTopic.Fence ask, PowerDevice device)
      throws CallException, InterruptedException {
    var expected = ask.guid();
    if (expected == null) return;
    if (!FenceAgents.tellsGuid(device.agent())) {
      throw new CallException(
          ErrorCode.RULE,
          "%s cannot be asked for a system GUID, so nothing shows that the device is %s's"
              .formatted(device.agent(), ask.host()));
    }
    var found = guid(device.options());
    if (SystemGuids.isSame(found, normal(expected))) return;
    throw new CallException(
        ErrorCode.RULE,
        "the device answers with system GUID %s, host %s has %s: it is another host's device"
            .formatted(found, ask.host(), normal(expected)));
  }

  private String guid(Map<String, String> options) throws CallException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                ipmitool.toString(),
                "-I",
                "lanplus",
                "-H",
                options.getOrDefault("ip", options.getOrDefault("ipaddr", "")),
                "-U",
                options.getOrDefault("username", options.getOrDefault("login", "")),
                "-E"));
    var port = options.get("ipport");
    if (port != null) command.addAll(List.of("-p", port));
    var cipher = options.get("cipher");
    if (cipher != null) command.addAll(List.of("-C", cipher));
    command.addAll(List.of("mc", "guid"));
    var password = options.getOrDefault("password", options.getOrDefault("passwd", ""));
    var result = run(command, Map.of("IPMI_PASSWORD", password), "", STATUS);
    for (var line : result.text().lines().toList()) {
      if (line.startsWith("System GUID")) return normal(line.substring(line.indexOf(':') + 1));
    }
    throw new CallException(
        ErrorCode.UNREACHABLE,
        "the device does not tell its system GUID (exit code %d)".formatted(result.code()));
  }

  private static String normal(String guid) {
    return guid.strip().toLowerCase(Locale.ROOT);
  }

  private record Result(int code, String text) {}

  private Result run(PowerDevice device, String action, Duration atMost)
      throws CallException, InterruptedException {
    var program = programs.resolve(device.agent());
    if (!Files.isExecutable(program)) {
      throw new CallException(
          ErrorCode.RESOURCES, program + " is not there; install the package fence-agents");
    }
    var options = new TreeMap<>(device.options());
    options.put("action", action);
    var stdin = new StringBuilder();
    options.forEach((key, value) -> stdin.append(key).append('=').append(value).append('\n'));
    return run(List.of(program.toString()), Map.of(), stdin.toString(), atMost);
  }

  private static Result run(
      List<String> command, Map<String, String> environment, String stdin, Duration atMost)
      throws CallException, InterruptedException {
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      var process = builder.start();
      try {
        try (var in = process.getOutputStream()) {
          in.write(stdin.getBytes(StandardCharsets.UTF_8));
        }
        var reading = new StringBuilder();
        var reader = Thread.ofVirtual().start(() -> readInto(process, reading));
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new CallException(
              ErrorCode.TIMED_OUT,
              "%s did not end within %d s".formatted(command.getFirst(), atMost.toSeconds()));
        }
        boolean _ = reader.join(Duration.ofSeconds(2));
        synchronized (reading) {
          return new Result(process.exitValue(), reading.toString());
        }
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.UNREACHABLE, command.getFirst() + " cannot be run: " + e.getMessage(), e);
    }
  }

  private static void readInto(Process process, StringBuilder text) {
    try {
      var bytes = process.getInputStream().readNBytes(16 << 10);
      synchronized (text) {
        text.append(new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (IOException _) {
      // It has ended.
    }
  }
}
