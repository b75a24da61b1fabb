package org.leasehold.app.cli.volume;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.core.volume.EditOutcome;
import picocli.CommandLine.Model.CommandSpec;

/// Says how a change of a volume ended, and gives the exit code for it.
record EditReport(CommandSpec spec, boolean json) {

  int of(EditOutcome outcome) {
    if (json) {
      printJson(outcome);
    } else {
      print(outcome);
    }
    return switch (outcome) {
      case EditOutcome.Done _ -> ExitCode.DONE.number();
      case EditOutcome.Partly _ -> ExitCode.REFUSED.number();
      case EditOutcome.Refused refused when refused.why() == EditOutcome.Refusal.NOTHING ->
          ExitCode.DONE.number();
      case EditOutcome.Refused _ -> ExitCode.REFUSED.number();
    };
  }

  private void print(EditOutcome outcome) {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    switch (outcome) {
      case EditOutcome.Done done -> out.println(done.what());
      case EditOutcome.Partly partly -> {
        out.println(partly.what());
        partly.refused().forEach(err::println);
      }
      case EditOutcome.Refused refused ->
          err.println(spec.qualifiedName() + ": " + refused.sentence());
    }
    out.flush();
    err.flush();
  }

  private void printJson(EditOutcome outcome) {
    var object = new JsonObject();
    var left = new JsonArray();
    switch (outcome) {
      case EditOutcome.Done done -> object.addProperty("done", done.what());
      case EditOutcome.Partly partly -> {
        object.addProperty("done", partly.what());
        partly.refused().forEach(left::add);
        object.add("refused_steps", left);
      }
      case EditOutcome.Refused refused -> {
        object.addProperty(
            "refused", refused.why().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        object.addProperty("sentence", refused.sentence());
      }
    }
    var out = spec.commandLine().getOut();
    out.println(VolumeJson.pretty(object));
    out.flush();
  }
}
