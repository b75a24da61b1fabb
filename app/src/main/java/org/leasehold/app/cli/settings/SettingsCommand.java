package org.leasehold.app.cli.settings;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.engine.Request;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `leasehold settings`: what an admin can set about the engine.
@Command(
    name = "settings",
    description = {
      "Show the engine's settings, or change some. They are kept in the cluster document and judged",
      "together; a bad set is refused with its reasons."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  leasehold settings",
      "  leasehold settings treatment.powerFencing=false treatment.softWait=90s"
    })
public final class SettingsCommand extends EngineCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "NAME=VALUE",
      description = "what to change; times in seconds, such as 60s")
  private Map<String, String> changes = new LinkedHashMap<>();

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var settings = names.document().settings();
    var before = SettingsText.of(settings);
    if (changes.isEmpty()) {
      show(before);
      return ExitCode.DONE.number();
    }
    try {
      var next = SettingsText.changed(settings, changes);
      var effect = new ArrayList<String>();
      SettingsText.of(next)
          .forEach(
              (name, value) -> {
                var was = before.getOrDefault(name, "");
                if (!was.equals(value)) effect.add("%s: %s -> %s".formatted(name, was, value));
              });
      if (effect.isEmpty()) {
        out().println("it is so already");
        return ExitCode.DONE.number();
      }
      if (!question.confirmed(String.join("; ", effect))) return ExitCode.DONE.number();
      return ask(face, new Request.SetSettings(next));
    } catch (SettingsText.WrongSetting e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private void show(Map<String, String> all) {
    if (json) {
      var object = new JsonObject();
      all.forEach(object::addProperty);
      printJson(object);
    } else {
      all.forEach((name, value) -> out().println(name + "=" + value));
    }
  }
}
