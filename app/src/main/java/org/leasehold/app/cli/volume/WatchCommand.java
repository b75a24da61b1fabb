package org.leasehold.app.cli.volume;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Ink;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.IndexRecord;
import org.leasehold.core.volume.VolumeHistory;
import org.leasehold.core.volume.VolumeReader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `leasehold volume watch`: looks again and again, so that live and dead can be told apart.
@Command(
    name = "watch",
    description = {
      "Look again and again: who lives, who is failing, when a lease becomes free for others.",
      "On a terminal the page is redrawn; elsewhere every change of a lease's state is a line."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  leasehold volume watch /srv/vms/xleases --for 120",
      "Ends with Ctrl+C, or after --for seconds."
    })
final class WatchCommand implements Callable<Integer> {
  private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

  @Mixin private VolumeArgument volume = new VolumeArgument();

  @Option(names = "--json", description = "print one JSON object a line for every change of state")
  private boolean json;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "time between two looks, 1 to 3600 (default: ${DEFAULT-VALUE})")
  private int everySeconds;

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      description = "end after this time; without it only Ctrl+C ends")
  private @Nullable Long forSeconds;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (everySeconds < 1 || everySeconds > 3600) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--every takes 1 to 3600 seconds, not " + everySeconds);
    }
    return volume.read(
        reader -> {
          watch(reader);
          return ExitCode.DONE.number();
        });
  }

  private void watch(VolumeReader reader) throws BlockFileException, InterruptedException {
    var out = spec.commandLine().getOut();
    var ink = Ink.ofThisTerminal();
    var geometry = reader.geometry();
    var history = VolumeHistory.NONE;
    var changes = new Changes(out, System.nanoTime());
    long start = System.nanoTime();
    while (true) {
      var look = Look.next(reader.read(VolumeReader.Depth.GLANCE, geometry), history);
      history = look.history();
      if (ink.on() && !json) {
        out.print(CLEAR_SCREEN + String.join("\n", new VolumeTable(ink).page(look)) + "\n");
        out.flush();
      } else {
        changes.show(look);
      }
      long elapsed = Duration.ofNanos(System.nanoTime() - start).toSeconds();
      if (forSeconds != null && elapsed >= forSeconds) return;
      Thread.sleep(Duration.ofSeconds(everySeconds));
    }
  }

  /// Remembers each lease's last word, and prints what became of it.
  private final class Changes {
    private final PrintWriter out;
    private final long startNanos;
    private final TreeMap<Integer, String> words = new TreeMap<>();

    Changes(PrintWriter out, long startNanos) {
      this.out = out;
      this.startNanos = startNanos;
    }

    void show(Look look) {
      var seen = new TreeMap<Integer, String>();
      for (var record : look.volume().index().records()) {
        if (!(record instanceof IndexRecord.Used used)) continue;
        var word = look.state(used.record()).word();
        seen.put(used.record(), word);
        var before = words.get(used.record());
        if (!word.equals(before)) show(look, used, before, word);
      }
      for (var gone : words.keySet()) {
        if (!seen.containsKey(gone)) removed(look, gone);
      }
      words.clear();
      words.putAll(seen);
      out.flush();
    }

    private void show(Look look, IndexRecord.Used used, @Nullable String before, String word) {
      var detail = new StateText(look.history().heartbeats()).detail(look.state(used.record()));
      if (!json) {
        out.printf(
            "%8.1f s  %s  %s%s  %s%n",
            seconds(look), used.id(), before == null ? "" : before + " -> ", word, detail);
        return;
      }
      print(look, used.record(), used.id(), before, word, detail);
    }

    private void removed(Look look, int record) {
      if (!json) {
        out.printf("%8.1f s  record %d  %s -> removed%n", seconds(look), record, words.get(record));
        return;
      }
      print(look, record, null, words.get(record), null, "the record is empty now");
    }

    private void print(
        Look look,
        int record,
        @Nullable String id,
        @Nullable String before,
        @Nullable String word,
        String detail) {
      var object = new JsonObject();
      object.addProperty("seconds", seconds(look));
      object.addProperty("record", record);
      object.addProperty("id", id);
      object.addProperty("from", before);
      object.addProperty("to", word);
      object.addProperty("detail", detail);
      out.println(VolumeJson.line(object));
    }

    private double seconds(Look look) {
      return Math.round((look.nowNanos() - startNanos) / 1e8) / 10.0;
    }
  }
}
