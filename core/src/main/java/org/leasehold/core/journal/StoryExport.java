package org.leasehold.core.journal;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.leasehold.core.engine.LogLine;
import org.leasehold.core.journal.JournalException.Kind;
import org.leasehold.core.journal.JournalReader.Segment;
import org.leasehold.core.monitor.EventLine;

/// Writes a stretch of a journal as a story: a folder with `story.jsonl` for [Replay] and
/// `story.log` for people. Whole stretches of about a quarter of an hour, so a little more than
/// asked for. It holds the cluster document and every report, and no password.
public final class StoryExport {
  private StoryExport() {}

  /// What was written.
  ///
  /// @param stretches how many
  /// @param inputs of the engine, ticks among them
  /// @param lines that it said
  public record Written(int stretches, long inputs, long lines) {}

  /// @param fromMillis wall clock
  /// @param toMillis wall clock
  /// @param out a folder that is empty or not there yet
  /// @throws JournalException if nothing of that time is kept, or the folder cannot be written
  public static Written write(JournalReader journal, long fromMillis, long toMillis, Path out)
      throws JournalException {
    var all = journal.segments();
    var chosen = all.stream().filter(one -> overlaps(all, one, fromMillis, toMillis)).toList();
    if (chosen.isEmpty()) {
      throw new JournalException(
          Kind.UNUSABLE,
          all.isEmpty()
              ? "the journal has no inputs yet"
              : "the journal has no inputs of that time; the oldest kept are of "
                  + Instant.ofEpochMilli(all.getFirst().wallMillis()),
          null);
    }
    try {
      begin(out);
      try (var story = Files.newBufferedWriter(out.resolve(StoryFile.NAME));
          var log = Files.newBufferedWriter(out.resolve("story.log"))) {
        return write(journal, all, chosen, story, log);
      }
    } catch (IOException e) {
      throw new JournalException(
          Kind.UNUSABLE, "%s cannot be written: %s".formatted(out, e.getMessage()), e);
    }
  }

  private static void begin(Path out) throws IOException, JournalException {
    Files.createDirectories(out);
    try (var inside = Files.list(out)) {
      if (inside.findAny().isPresent()) {
        throw new JournalException(
            Kind.UNUSABLE, out + " is not empty: name a folder that is not there yet", null);
      }
    }
  }

  private static boolean overlaps(List<Segment> all, Segment one, long from, long to) {
    if (one.wallMillis() > to) return false;
    int next = all.indexOf(one) + 1;
    boolean last = next == all.size() || all.get(next).run() != one.run();
    return last || all.get(next).wallMillis() > from;
  }

  private static Written write(
      JournalReader journal,
      List<Segment> all,
      List<Segment> chosen,
      BufferedWriter story,
      BufferedWriter log)
      throws JournalException, IOException {
    long inputs = 0;
    long lines = 0;
    for (var segment : chosen) {
      StoryFile.write(
          story,
          new StoryFile.Item.Begin(
              segment.run(), segment.version(), segment.wallMillis(), journal.state(segment.id())));
      var reading = new Inputs();
      for (var bytes : journal.inputs(segment.id())) {
        for (var event : reading.read(bytes)) {
          StoryFile.write(story, new StoryFile.Item.Input(event));
          inputs++;
        }
      }
      var said =
          journal.linesOf(segment, lastEventOf(all, segment)).stream()
              .map(StoryExport::line)
              .toList();
      lines += said.size();
      StoryFile.write(story, new StoryFile.Item.Expected(said));
      log.write(
          "# run %d, %s%n".formatted(segment.run(), Instant.ofEpochMilli(segment.wallMillis())));
      for (var line : said) log.write(line.render() + "\n");
    }
    return new Written(chosen.size(), inputs, lines);
  }

  private static long lastEventOf(List<Segment> all, Segment one) {
    int next = all.indexOf(one) + 1;
    return next == all.size() ? Long.MAX_VALUE : all.get(next).afterEvent();
  }

  private static LogLine line(EventLine line) {
    return new LogLine(
        line.atNanos(), line.severity(), line.id(), line.subject(), line.what(), line.because());
  }
}
