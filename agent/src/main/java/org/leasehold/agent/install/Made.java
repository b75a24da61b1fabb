package org.leasehold.agent.install;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.TreeMap;
import org.leasehold.agent.journal.DurableFile;
import org.leasehold.core.protocol.Wire;

/// What an installation has made on this host, written down before it is made: only that is ever
/// replaced or taken away.
final class Made {
  /// @param things places, with the SHA-256 of a file's bytes, empty for what is no file
  private record Content(boolean unknownStorage, TreeMap<String, String> things) {}

  private final Path file;
  private Content content;

  private Made(Path file, Content content) {
    this.file = file;
    this.content = content;
  }

  static Made open(Path file) throws IOException {
    var bytes = DurableFile.read(file);
    if (bytes.isEmpty()) return new Made(file, new Content(false, new TreeMap<>()));
    try {
      var text = new String(bytes.get(), StandardCharsets.UTF_8);
      return new Made(file, Objects.requireNonNull(Wire.GSON.fromJson(text, Content.class)));
    } catch (JsonParseException | NullPointerException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  boolean isEmpty() {
    return content.things().isEmpty();
  }

  boolean unknownStorage() {
    return content.unknownStorage();
  }

  void unknownStorage(boolean set) {
    content = new Content(set, content.things());
  }

  boolean has(String thing) {
    return content.things().containsKey(thing);
  }

  /// Whether bytes are those that were written there last.
  boolean isLast(String thing, byte[] bytes) {
    return hash(bytes).equals(content.things().get(thing));
  }

  void add(String thing) throws IOException {
    add(thing, "");
  }

  void add(String thing, byte[] bytes) throws IOException {
    add(thing, hash(bytes));
  }

  private void add(String thing, String hash) throws IOException {
    content.things().put(thing, hash);
    write();
  }

  void remove(String thing) throws IOException {
    if (content.things().remove(thing) == null) return;
    if (isEmpty()) Files.deleteIfExists(file);
    else write();
  }

  private void write() throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    DurableFile.write(file, Wire.GSON.toJson(content).getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
