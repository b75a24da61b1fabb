package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.rpc.Handlers;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;

/// Which hosts may move VMs here, as the engine says.
public final class MigrationAccess {
  private final Where where;

  MigrationAccess(Where where) {
    this.where = where;
  }

  public static MigrationAccess ofThisHost() {
    return new MigrationAccess(Where.here());
  }

  public void bind(Handlers handlers) {
    handlers.on(HostTopic.ACCESS, (_, _) -> access()).on(HostTopic.PUT_PEERS, (ask, _) -> put(ask));
  }

  HostTopic.Access access() throws CallException {
    try {
      var keys = new KeysFile(where).read();
      return new HostTopic.Access(publicKey(), keys.peers(), keys.engines());
    } catch (IOException e) {
      throw new CallException(ErrorCode.RESOURCES, String.valueOf(e.getMessage()), e);
    }
  }

  private @Nullable String publicKey() throws IOException {
    var file = where.at(Where.MIGRATION_KEY + ".pub");
    if (!Files.exists(file)) return null;
    var words = Files.readString(file).strip().split("\\s+", 3);
    return words.length < 2 ? null : words[0] + " " + words[1];
  }

  /// One change at a time: the file is read, changed and replaced.
  synchronized Done put(HostTopic.PutPeers ask) throws CallException {
    var file = new KeysFile(where);
    if (!file.exists()) {
      throw new CallException(
          ErrorCode.RULE,
          "this host was not installed by `leasehold host install`; its migration keys are put in by hand");
    }
    try {
      var before = file.read();
      var next = before.withPeers(EngineLogin.PROGRAM, List.copyOf(ask.peers()), ask.members());
      if (!next.equals(before)) file.write(next);
      return new Done("%d hosts may move VMs here".formatted(next.peers().size()));
    } catch (IOException e) {
      throw new CallException(ErrorCode.RESOURCES, String.valueOf(e.getMessage()), e);
    }
  }
}
