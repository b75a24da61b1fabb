package org.leasehold.app.cli.host;

import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.leasehold.app.cli.Question;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.link.SshLogin;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.HostInstall;
import org.leasehold.core.protocol.Wire;

/// Steps on a host through the admin's own login: shows what will be done, asks, does it. The
/// commands the remote shell reads are fixed ones; all else goes to their input.
///
/// @param name of the host, for people
/// @param out where the plan is shown
public record RemoteSteps(String name, SshLogin login, PrintWriter out, Question question) {
  private static final Duration UNPACK_MAX = Duration.ofMinutes(3);
  private static final Duration STEPS_MAX = Duration.ofMinutes(5);

  /// An order for the host's side.
  @FunctionalInterface
  public interface Orders {
    Record of(boolean dryRun);
  }

  /// @param folder a fixed one, replaced
  public void unpack(Programs programs, String folder) throws LinkException, IOException {
    out.println("sending programs to " + name);
    out.flush();
    var command =
        "rm -rf %s && mkdir -m 0755 %s && tar -xf - --no-same-owner -C %s"
            .formatted(folder, folder, folder);
    var ended = login.run(command, programs::writeTo, UNPACK_MAX);
    if (ended.code() == 0) return;
    throw new IOException(
        "%s: `%s` ended with %d: %s".formatted(name, command, ended.code(), ended.err()));
  }

  public void clean(String folder) throws LinkException {
    login.run("rm -rf " + folder, _ -> {}, UNPACK_MAX);
  }

  /// @param command a fixed one
  boolean did(String command) throws LinkException {
    return login.run(command, _ -> {}, UNPACK_MAX).code() == 0;
  }

  /// The plan, the question, the deed.
  ///
  /// @param command a fixed one that takes the order on its input
  /// @param form of what it prints
  /// @param done the sentence when it is
  public <T extends HostInstall.Outcome> Answer go(
      String command, Class<T> form, Orders orders, String done) throws LinkException, IOException {
    var plan = told(command, form, orders.of(true));
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
    return outcome(told(command, form, orders.of(false)), done);
  }

  /// What came of an order, as an answer.
  public Answer outcome(HostInstall.Outcome made, String done) {
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

  /// Gives an order, without a question.
  public <T> T told(String command, Class<T> form, Record order) throws LinkException, IOException {
    var json = Wire.GSON.toJson(order).getBytes(StandardCharsets.UTF_8);
    var ended = login.run(command, to -> to.write(json), STEPS_MAX);
    try {
      return Wire.fromJson(JsonParser.parseString(ended.out()), form);
    } catch (CallException | JsonSyntaxException | IllegalStateException e) {
      throw new IOException(
          "%s: `%s` ended with %d and said: %s"
              .formatted(
                  name, command, ended.code(), ended.err().lines().findFirst().orElse("nothing")),
          e);
    }
  }
}
