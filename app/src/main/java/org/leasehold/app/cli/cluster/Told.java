package org.leasehold.app.cli.cluster;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.core.monitor.Answer;
import picocli.CommandLine.Model.CommandSpec;

/// Says an answer and gives its exit code.
public final class Told {
  private Told() {}

  /// @param json one JSON object on the output instead of a sentence
  public static int tell(CommandSpec spec, boolean json, Answer answer) {
    if (json) {
      var object = new JsonObject();
      object.addProperty(
          switch (answer) {
            case Answer.Done _ -> "done";
            case Answer.Refused _ -> "refused";
            case Answer.Failed _ -> "failed";
          },
          answer.text());
      var gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
      spec.commandLine().getOut().println(gson.toJson(object));
      spec.commandLine().getOut().flush();
    } else if (answer instanceof Answer.Done) {
      spec.commandLine().getOut().println(answer.text());
      spec.commandLine().getOut().flush();
    } else {
      spec.commandLine().getErr().println(spec.qualifiedName() + ": " + answer.text());
      spec.commandLine().getErr().flush();
    }
    var code =
        switch (answer) {
          case Answer.Done _ -> ExitCode.DONE;
          case Answer.Refused _ -> ExitCode.REFUSED;
          case Answer.Failed _ -> ExitCode.FINDINGS;
        };
    return code.number();
  }
}
