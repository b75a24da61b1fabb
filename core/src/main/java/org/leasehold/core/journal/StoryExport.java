package org.leasehold.core.journal;

import com.google.gson.JsonParseException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
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
      throw unwritable(out, e);
    }
  }

  /// What an engine was told and said for a while, where no journal is kept.
  ///
  /// @param run of the engine
  /// @param version of the program that decided
  /// @param wallMillis wall clock at its begin
  /// @param state it starts from
  /// @param inputs all of them, in order
  /// @param said all lines, in order
  public record Stretch(
      long run,
      String version,
      long wallMillis,
      EngineState state,
      List<Event> inputs,
      List<LogLine> said) {
    public Stretch {
      inputs = List.copyOf(inputs);
      said = List.copyOf(said);
    }
  }

  /// @param stretches oldest first
  /// @param out a folder that is empty or not there yet
  /// @throws JournalException if the folder cannot be written
  public static Written write(List<Stretch> stretches, Path out) throws JournalException {
    long inputs = 0;
    long lines = 0;
    try {
      begin(out);
      try (var story = Files.newBufferedWriter(out.resolve(StoryFile.NAME));
          var log = Files.newBufferedWriter(out.resolve("story.log"))) {
        for (var stretch : stretches) {
          write(stretch, story, log);
          inputs += stretch.inputs().size();
          lines += stretch.said().size();
        }
      }
    } catch (IOException e) {
      throw unwritable(out, e);
    }
    return new Written(stretches.size(), inputs, lines);
  }

  private static JournalException unwritable(Path out, IOException e) {
    return new JournalException(
        Kind.UNUSABLE, "%s cannot be written: %s".formatted(out, e.getMessage()), e);
  }

  private static void write(Stretch stretch, BufferedWriter story, BufferedWriter log)
      throws IOException {
    StoryFile.write(
        story,
        new StoryFile.Item.Begin(
            stretch.run(), stretch.version(), stretch.wallMillis(), stretch.state()));
    for (var event : stretch.inputs()) StoryFile.write(story, new StoryFile.Item.Input(event));
    StoryFile.write(story, new StoryFile.Item.Expected(stretch.said()));
    log.write(
        "# run %d, %s%n".formatted(stretch.run(), Instant.ofEpochMilli(stretch.wallMillis())));
    for (var line : stretch.said()) log.write(line.render() + "\n");
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
      var events = events(journal, segment);
      var said =
          journal.linesOf(segment, lastEventOf(all, segment)).stream()
              .map(StoryExport::line)
              .toList();
      write(
          new Stretch(
              segment.run(),
              segment.version(),
              segment.wallMillis(),
              journal.state(segment.id()),
              events,
              said),
          story,
          log);
      inputs += events.size();
      lines += said.size();
    }
    return new Written(chosen.size(), inputs, lines);
  }

  private static List<Event> events(JournalReader journal, Segment segment)
      throws JournalException {
    var events = new ArrayList<Event>();
    var reading = new Inputs();
    try {
      for (var bytes : journal.inputs(segment.id())) events.addAll(reading.read(bytes));
      return events;
    } catch (IllegalArgumentException | JsonParseException e) {
      throw new JournalException(
          Kind.UNUSABLE,
          "the journal's inputs from %s on are damaged (%s); export another time"
              .formatted(Instant.ofEpochMilli(segment.wallMillis()), e.getMessage()),
          e);
    }
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
