package org.leasehold.agent.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.Epoch;

/// Two numbers that must never run backwards: this run of the agent, and the highest epoch seen.
public final class Notes {
  private final Path epochFile;
  private final AgentInstance instance;
  private Epoch epoch;

  private Notes(Path epochFile, AgentInstance instance, Epoch epoch) {
    this.epochFile = epochFile;
    this.instance = instance;
    this.epoch = epoch;
  }

  /// Opens the notes and counts this run.
  ///
  /// @throws IOException also where a file does not hold a number: guessing one could let an old
  ///   engine act
  public static Notes open(Path stateFolder) throws IOException {
    var instanceFile = stateFolder.resolve("instance");
    var epochFile = stateFolder.resolve("epoch");
    long run = number(instanceFile) + 1;
    write(instanceFile, run);
    return new Notes(epochFile, new AgentInstance(run), new Epoch(number(epochFile)));
  }

  public AgentInstance instance() {
    return instance;
  }

  public synchronized Epoch epoch() {
    return epoch;
  }

  /// Writes a higher epoch down before anything is done in its name.
  public synchronized void raise(Epoch seen) throws IOException {
    if (seen.compareTo(epoch) <= 0) return;
    write(epochFile, seen.value());
    epoch = seen;
  }

  private static void write(Path file, long number) throws IOException {
    DurableFile.write(file, (number + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static long number(Path file) throws IOException {
    var bytes = DurableFile.read(file);
    if (bytes.isEmpty()) return 0;
    try {
      long number = Long.parseLong(new String(bytes.get(), StandardCharsets.US_ASCII).strip());
      if (number >= 0) return number;
    } catch (NumberFormatException _) {
      // Said below.
    }
    throw new IOException(
        file + " does not hold a number; put the highest value you know there, or higher");
  }
}
