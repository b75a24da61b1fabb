package org.leasehold.app.cli.engine;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.engine.EnginePlaces;
import org.leasehold.app.engine.notify.NotifyTrial;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `leasehold notify-test`: whether notices arrive.
@Command(
    name = "notify-test",
    description = {
      "Send a test through every webhook and mailbox of the engine's notify.json, and say which",
      "took it. Needs no engine."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold notify-test"})
public final class NotifyTestCommand implements Callable<Integer> {
  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "folder of the journal and notify.json (default: this user's state folder)")
  private @Nullable Path state;

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException, IOException {
    var folder = state == null ? EnginePlaces.ofThisUser().state() : state;
    var file = folder.resolve("notify.json");
    try {
      var outcomes = NotifyTrial.of(file, "leasehold notify-test");
      if (outcomes.isEmpty()) {
        throw new IOException(
            "nobody is told: there is no channel in %s; see notifications.md".formatted(file));
      }
      boolean all = true;
      var list = new JsonArray();
      var out = spec.commandLine().getOut();
      for (var one : outcomes) {
        var failure = one.failure();
        all &= failure == null;
        var object = new JsonObject();
        object.addProperty("channel", one.channel());
        object.addProperty("delivered", failure == null);
        if (failure != null) object.addProperty("failure", failure);
        list.add(object);
        if (!json) {
          out.println(
              one.channel() + ": " + (failure == null ? "delivered" : "NOT delivered: " + failure));
        }
      }
      if (json) out.println(new GsonBuilder().setPrettyPrinting().create().toJson(list));
      out.flush();
      return (all ? ExitCode.DONE : ExitCode.FINDINGS).number();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
