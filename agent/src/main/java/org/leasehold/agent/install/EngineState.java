package org.leasehold.agent.install;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.leasehold.agent.journal.DurableFile;
import org.leasehold.core.protocol.Wire;

/// The folder of the engine's journal, with the cluster as this host's agent knows it: what
/// `leasehold connect` would bring.
record EngineState(Where where, Made made, Commands commands) implements Step {
  private static final String CLUSTER = Where.ENGINE_STATE + "/cluster.json";
  private static final String DOCUMENT = "/var/lib/leasehold/document/current.json";

  @Override
  public String what() {
    return "make %s and tell the engine this host's cluster document".formatted(Where.ENGINE_STATE);
  }

  @Override
  public String undoing() {
    return "delete %s with the engine's journal".formatted(Where.ENGINE_STATE);
  }

  @Override
  public Standing look() {
    if (Files.exists(where.at(CLUSTER)) && made.has(CLUSTER)) return Standing.THERE;
    if (!Files.exists(where.at(DOCUMENT))) {
      return new Standing.InTheWay(
          "this host keeps no cluster document yet; take it into the cluster first: leasehold host add");
    }
    return Standing.MISSING;
  }

  @Override
  public void make() throws IOException, InterruptedException {
    var kept =
        DurableFile.read(where.at(DOCUMENT))
            .orElseThrow(() -> new IOException(DOCUMENT + " has gone"));
    var cluster = new JsonObject();
    try {
      var json = JsonParser.parseString(new String(kept, StandardCharsets.UTF_8)).getAsJsonObject();
      cluster.addProperty("schema", 1);
      cluster.addProperty("sshFolder", Where.ENGINE_STATE + "/.ssh");
      cluster.add("document", json.get("document"));
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException(DOCUMENT + " cannot be read: " + e.getMessage(), e);
    }
    made.add(CLUSTER);
    var folder = where.at(Where.ENGINE_STATE);
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    DurableFile.write(
        where.at(CLUSTER), Wire.GSON.toJson(cluster).getBytes(StandardCharsets.UTF_8));
    commands.done(
        Commands.CHOWN, "--recursive", EngineUser.NAME + ":" + EngineUser.GROUP, folder.toString());
  }

  @Override
  public void unmake() throws IOException {
    if (!made.has(CLUSTER)) return;
    Programs.delete(where.at(Where.ENGINE_STATE));
    made.remove(CLUSTER);
  }
}
