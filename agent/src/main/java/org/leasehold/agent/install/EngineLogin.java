package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Lets an engine's key log in, for the forced command only.
record EngineLogin(Where where, List<String> keys) implements Step {
  static final Path PROGRAM = Path.of(Where.PROGRAMS, "bin/leasehold-agent");

  @Override
  public String what() {
    return "let %d key%s of the engine log in as leasehold, for `leasehold-agent ssh` only"
        .formatted(keys.size(), keys.size() == 1 ? "" : "s");
  }

  @Override
  public String undoing() {
    return "let no engine log in any more";
  }

  private AuthorizedKeys wanted() throws IOException {
    var next = new KeysFile(where).read();
    for (var key : keys) next = next.withEngine(PROGRAM, key);
    return next;
  }

  @Override
  public Standing look() throws IOException {
    var file = new KeysFile(where);
    return file.exists() && file.read().equals(wanted()) ? Standing.THERE : Standing.MISSING;
  }

  @Override
  public void make() throws IOException {
    new KeysFile(where).write(wanted());
  }

  @Override
  public void unmake() {
    // The file goes with the user's folder.
  }
}
