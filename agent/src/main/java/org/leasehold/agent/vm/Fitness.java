package org.leasehold.agent.vm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.leasehold.agent.journal.DurableFile;
import org.leasehold.core.model.Protection.Proof;

/// Whether a start's lease could be proven on this host in this boot (S3), kept where it goes with
/// the boot, so that a restarted agent does not forget that the host is unfit.
public final class Fitness {
  private final Path file;

  /// @param runFolder such as `/run/leasehold`
  public Fitness(Path runFolder) {
    this.file = runFolder.resolve("fitness");
  }

  public synchronized Proof proof() {
    var text = text();
    if (text.isEmpty()) return Proof.NOT_YET;
    return text.startsWith("proven") ? Proof.PROVEN : Proof.UNFIT;
  }

  /// Why it is unfit; empty when it is not.
  public synchronized String reason() {
    var text = text();
    return text.startsWith("unfit ") ? text.substring("unfit ".length()) : "";
  }

  /// An unfit host stays so: one good start does not explain the bad one.
  synchronized void proven() throws IOException {
    if (proof() == Proof.NOT_YET) write("proven");
  }

  synchronized void unfit(String why) throws IOException {
    write("unfit " + why);
  }

  /// Somebody has looked and says that the cause is gone.
  public synchronized void checked() throws IOException {
    Files.deleteIfExists(file);
  }

  private void write(String text) throws IOException {
    DurableFile.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /// A file that cannot be read is a reason not to start anything.
  private String text() {
    try {
      return DurableFile.read(file).map(it -> new String(it, StandardCharsets.UTF_8)).orElse("");
    } catch (IOException e) {
      return "unfit " + file + " cannot be read: " + e.getMessage();
    }
  }
}
