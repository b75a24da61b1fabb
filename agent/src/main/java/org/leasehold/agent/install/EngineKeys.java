package org.leasehold.agent.install;

import java.io.IOException;
import java.util.List;
import org.leasehold.core.protocol.HostInstall;

/// The keys of engines that may log in to this host, for the forced command only.
public final class EngineKeys {
  private final Where where;

  EngineKeys(Where where) {
    this.where = where;
  }

  public static EngineKeys ofThisHost() {
    return new EngineKeys(Where.here());
  }

  public HostInstall.Told change(HostInstall.KeysOrder order) throws IOException {
    var file = new KeysFile(where);
    if (!file.exists()) {
      return new HostInstall.Told(
          List.of(),
          List.of(
              "this host was not installed by `leasehold host install`: there is no " + Where.KEYS),
          "");
    }
    var next = file.read();
    for (var key : order.remove()) next = next.withoutEngine(key);
    for (var key : order.add()) next = next.withEngine(EngineLogin.PROGRAM, key);
    if (!next.equals(file.read())) file.write(next);
    return new HostInstall.Told(
        List.of(new HostInstall.Line("change the keys of engines", true)), List.of(), "");
  }
}
