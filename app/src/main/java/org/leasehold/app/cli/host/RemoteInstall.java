package org.leasehold.app.cli.host;

import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.leasehold.app.cli.Question;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.link.SshLogin;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.HostInstall;
import org.leasehold.core.protocol.Wire;

/// Puts the agent on a host through the admin's own login, or takes it away: shows what will be
/// done, asks, does it. The commands the remote shell reads are the fixed ones below; all else goes
/// to their input.
///
/// @param name of the host, for people
/// @param out where the plan is shown
record RemoteInstall(String name, SshLogin login, PrintWriter out) {
  static final Duration UNPACK_MAX = Duration.ofMinutes(2);
  private static final Duration STEPS_MAX = Duration.ofMinutes(5);

  static final String UNPACK =
      "rm -rf "
          + HostInstall.INCOMING
          + " && mkdir -m 0755 "
          + HostInstall.INCOMING
          + " && tar -xf - --no-same-owner -C "
          + HostInstall.INCOMING;
  private static final String COPY =
      "rm -rf " + HostInstall.INCOMING + " && cp -a /opt/leasehold-agent " + HostInstall.INCOMING;
  static final String INSTALL = HostInstall.INCOMING + "/bin/leasehold-agent install";
  private static final String UNINSTALL = HostInstall.INCOMING + "/bin/leasehold-agent uninstall";
  static final String CLEAN = "rm -rf " + HostInstall.INCOMING;

  Answer install(
      AgentPrograms programs, List<String> engineKeys, boolean unknownStorage, Question question)
      throws LinkException, IOException {
    if (engineKeys.isEmpty()) {
      return new Answer.Refused(
          "it is not known which key the engine logs in with; say --engine-key FILE.pub");
    }
    out.println("sending the agent's programs to " + name);
    out.flush();
    need(UNPACK, login.run(UNPACK, programs::writeTo, UNPACK_MAX));
    try {
      return go(
          INSTALL,
          dryRun -> new HostInstall.Order(engineKeys, unknownStorage, dryRun),
          "Leasehold is installed on %s".formatted(name),
          question);
    } finally {
      login.run(CLEAN, _ -> {}, UNPACK_MAX);
    }
  }

  Answer uninstall(Question question) throws LinkException, IOException {
    var copied = login.run(COPY, _ -> {}, UNPACK_MAX);
    if (copied.code() != 0) {
      return new Answer.Refused(
          "Leasehold was not installed on %s by `leasehold host install`".formatted(name));
    }
    try {
      return go(
          UNINSTALL,
          dryRun -> new HostInstall.Order(List.of(), false, dryRun),
          "Leasehold is gone from %s".formatted(name),
          question);
    } finally {
      login.run(CLEAN, _ -> {}, UNPACK_MAX);
    }
  }

  private interface Orders {
    HostInstall.Order of(boolean dryRun);
  }

  private Answer go(String command, Orders orders, String done, Question question)
      throws LinkException, IOException {
    var plan = told(command, orders.of(true));
    if (!plan.refused().isEmpty()) {
      return new Answer.Refused(name + ": " + String.join("\n" + name + ": ", plan.refused()));
    }
    var open = plan.steps().stream().filter(step -> !step.done()).toList();
    if (open.isEmpty()) return new Answer.Done(name + ": everything is as it should be already");
    out.println("on %s, as root:".formatted(name));
    for (var step : open) out.println("  " + step.what());
    out.flush();
    if (!question.confirmed("This is done on %s now".formatted(name))) {
      return new Answer.Refused("nothing was done on " + name);
    }
    var made = told(command, orders.of(false));
    if (!made.refused().isEmpty()) {
      return new Answer.Refused(name + ": " + String.join("; ", made.refused()));
    }
    if (!made.failed().isEmpty()) {
      return new Answer.Failed(
          "%s: %s; the steps before it are done, and the command can be run again"
              .formatted(name, made.failed()));
    }
    return new Answer.Done(done);
  }

  HostInstall.Told told(String command, HostInstall.Order order) throws LinkException, IOException {
    var json = Wire.GSON.toJson(order).getBytes(StandardCharsets.UTF_8);
    var ended = login.run(command, to -> to.write(json), STEPS_MAX);
    try {
      return Wire.fromJson(JsonParser.parseString(ended.out()), HostInstall.Told.class);
    } catch (CallException | JsonSyntaxException | IllegalStateException e) {
      throw new IOException(
          "%s: `%s` ended with %d and said: %s"
              .formatted(
                  name, command, ended.code(), ended.err().lines().findFirst().orElse("nothing")),
          e);
    }
  }

  void need(String command, SshLogin.Ended ended) throws IOException {
    if (ended.code() == 0) return;
    throw new IOException(
        "%s: `%s` ended with %d: %s".formatted(name, command, ended.code(), ended.err()));
  }
}
