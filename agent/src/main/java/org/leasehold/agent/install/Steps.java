package org.leasehold.agent.install;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.protocol.HostInstall;

/// Steps in the order in which they are made; undone in reverse. Nothing is begun while something
/// is in the way; the last one starts what the others have made.
record Steps(List<Step> all, Commands commands) {
  Steps {
    all = List.copyOf(all);
  }

  HostInstall.Told make(boolean dryRun) throws IOException, InterruptedException {
    var refused = new ArrayList<String>();
    var open = new ArrayList<Step>();
    for (var step : all) {
      switch (step.look()) {
        case Standing.There _ -> {}
        case Standing.Missing _ -> open.add(step);
        case Standing.InTheWay(var sentence) -> refused.add(sentence);
      }
    }
    // New programs or units run after a restart only.
    boolean restart =
        open.stream().anyMatch(step -> step instanceof Programs || step instanceof OwnFile);
    if (restart && !open.getLast().equals(all.getLast())) open.add(all.getLast());
    var done = new ArrayList<HostInstall.Line>();
    for (var step : all) {
      boolean missing = open.contains(step);
      if (missing && refused.isEmpty() && !dryRun) {
        try {
          step.make();
        } catch (IOException e) {
          return new HostInstall.Told(done, List.of(), step.what() + ": " + e.getMessage());
        }
        missing = false;
      }
      done.add(new HostInstall.Line(step.what(), !missing));
    }
    return new HostInstall.Told(done, refused, "");
  }

  HostInstall.Told unmake(boolean dryRun) throws InterruptedException {
    var done = new ArrayList<HostInstall.Line>();
    for (var step : all.reversed()) {
      if (!dryRun) {
        try {
          // While the programs that do it are there.
          if (step instanceof Programs) commands.done(Commands.SYSTEMCTL, "daemon-reload");
          step.unmake();
        } catch (IOException e) {
          return new HostInstall.Told(done, List.of(), step.undoing() + ": " + e.getMessage());
        }
      }
      done.add(new HostInstall.Line(step.undoing(), !dryRun));
    }
    return new HostInstall.Told(done, List.of(), "");
  }
}
