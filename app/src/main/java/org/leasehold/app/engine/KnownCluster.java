package org.leasehold.app.engine;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Wire;

/// The cluster that this person was connected to: the newest document seen, beside the journal. It
/// tells clients where an engine may run, and an engine that has no journal yet whom to ask. Holds
/// no secret; losing it costs one `leasehold connect`.
public final class KnownCluster {
  private static final int SCHEMA = 1;

  /// @param sshFolder folder of the keys that reach its hosts; empty for `~/.ssh`
  public record Content(int schema, String sshFolder, ClusterDocument document) {
    public Content(String sshFolder, ClusterDocument document) {
      this(SCHEMA, sshFolder, document);
    }
  }

  private final Path file;

  public KnownCluster(EnginePlaces places) {
    file = places.state().resolve("cluster.json");
  }

  /// @throws IOException where the file is there and cannot be read
  public Optional<Content> read() throws IOException {
    try {
      var content = Wire.fromJson(JsonParser.parseString(Files.readString(file)), Content.class);
      if (content.schema() == SCHEMA) return Optional.of(content);
      throw new IOException(
          "%s has schema %d, this program knows %d; update it"
              .formatted(file, content.schema(), SCHEMA));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (CallException e) {
      throw damaged(e.sentence(), e);
    } catch (JsonParseException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw damaged(String.valueOf(cause.getMessage()), e);
    }
  }

  private IOException damaged(String why, Exception cause) {
    return new IOException(
        "%s is damaged (%s); delete it and say `leasehold connect HOST`".formatted(file, why),
        cause);
  }

  /// Where the keys are: as it was connected with, else `~/.ssh`.
  public Path sshFolder() throws IOException {
    var said = read().map(Content::sshFolder).orElse("");
    return said.isEmpty() ? Path.of(System.getProperty("user.home", "/"), ".ssh") : Path.of(said);
  }

  /// Replaces the file as a whole.
  public void write(Content content) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    var next = Files.createTempFile(file.getParent(), "cluster", ".json");
    try {
      Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
      Files.write(next, Wire.GSON.toJson(content).getBytes(StandardCharsets.UTF_8));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  /// Remembers a newer document of the same cluster; nothing where none is remembered.
  void remember(ClusterDocument newer) throws IOException {
    var known = read();
    if (known.isEmpty() || !newer.isNewerThan(known.get().document())) return;
    if (newer.isForeignTo(known.get().document())) return;
    write(new Content(known.get().sshFolder(), newer));
  }
}
