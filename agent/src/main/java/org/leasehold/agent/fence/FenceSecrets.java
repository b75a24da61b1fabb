package org.leasehold.agent.fence;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.leasehold.agent.journal.DurableFile;
import org.leasehold.agent.rpc.Handlers;
import org.leasehold.core.model.FenceAgents;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Wire;

/// Passwords of other hosts' power devices, in one file that only root can read. The cluster
/// document has their names; which password belongs to a name never changes.
public final class FenceSecrets {
  /// Names are drawn by the engine, one per password.
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{16,64}");

  private static final int COUNT_MAX = 1000;
  private static final int SCHEMA = 1;

  private record Content(int schema, SortedMap<String, String> secrets) {}

  private final Path file;
  private final Supplier<List<String>> named;
  private SortedMap<String, String> secrets;

  private FenceSecrets(Path file, Supplier<List<String>> named, SortedMap<String, String> secrets) {
    this.file = file;
    this.named = named;
    this.secrets = secrets;
  }

  /// @param named the names that the document kept here has
  /// @throws IOException where the file is damaged
  public static FenceSecrets open(Path stateFolder, Supplier<List<String>> named)
      throws IOException {
    var file = stateFolder.resolve("fence-secrets.json");
    var bytes = DurableFile.read(file);
    if (bytes.isEmpty()) return new FenceSecrets(file, named, new TreeMap<>());
    try {
      var json = JsonParser.parseString(new String(bytes.get(), StandardCharsets.UTF_8));
      return new FenceSecrets(file, named, Wire.fromJson(json, Content.class).secrets());
    } catch (CallException | RuntimeException e) {
      // No cause: it may repeat what the file holds.
      throw new IOException(
          file + " is damaged; move it away and give the passwords anew: leasehold host power set");
    }
  }

  public void bind(Handlers handlers) {
    handlers
        .on(ClusterTopic.KEEP_SECRETS, (ask, _) -> keep(ask))
        .on(ClusterTopic.GET_SECRETS, (ask, _) -> get(ask.wanted()));
  }

  synchronized ClusterTopic.SecretsKept keep(ClusterTopic.KeepSecrets ask) throws CallException {
    for (var given : ask.given().entrySet()) {
      if (!NAME.matcher(given.getKey()).matches()) {
        throw new CallException(ErrorCode.INVALID_PARAMS, "not the name of a secret");
      }
      if (given.getValue().isEmpty() || !FenceAgents.isLegal(given.getValue())) {
        throw new CallException(
            ErrorCode.INVALID_PARAMS, "a password is empty, too long or has line breaks");
      }
    }
    var wanted = new HashSet<>(ask.wanted());
    wanted.addAll(named.get());
    var next = new TreeMap<String, String>();
    secrets.forEach(
        (name, secret) -> {
          if (wanted.contains(name)) next.put(name, secret);
        });
    next.putAll(ask.given());
    if (next.size() > COUNT_MAX) {
      throw new CallException(
          ErrorCode.RESOURCES, "more than %d passwords are not kept".formatted(COUNT_MAX));
    }
    if (!next.equals(secrets)) write(next);
    secrets = next;
    return new ClusterTopic.SecretsKept(List.copyOf(next.keySet()));
  }

  private void write(SortedMap<String, String> next) throws CallException {
    try {
      var json = Wire.GSON.toJson(new Content(SCHEMA, next));
      DurableFile.write(file, json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.UNREACHABLE,
          "passwords cannot be written down on this host: " + e.getMessage(),
          e);
    }
  }

  synchronized ClusterTopic.Secrets get(List<String> names) {
    var found = new TreeMap<String, String>();
    for (var name : names) {
      var secret = secrets.get(name);
      if (secret != null) found.put(name, secret);
    }
    return new ClusterTopic.Secrets(Collections.unmodifiableSortedMap(found));
  }

  /// @throws CallException UNKNOWN_NAME when this host does not keep it
  synchronized String secret(String name) throws CallException {
    var secret = secrets.get(name);
    if (secret != null) return secret;
    throw new CallException(
        ErrorCode.UNKNOWN_NAME,
        "this host has no password for the device; give it anew: leasehold host power set");
  }
}
