package org.leasehold.core.protocol;

import java.util.List;

/// What `leasehold-agent install` and `uninstall` read on their input and print: one JSON object
/// each.
public final class HostInstall {
  private HostInstall() {}

  /// The remote folder that programs are unpacked to before they are installed from there.
  public static final String INCOMING = "/opt/.leasehold-agent-incoming";

  /// The remote folder that the engine's programs are unpacked to.
  public static final String ENGINE_INCOMING = "/opt/.leasehold-engine-incoming";

  /// @param engineKeys public SSH keys, `TYPE BASE64`, that an engine logs in with
  /// @param unknownStorage let libvirt migrate over shared file systems it does not know as such
  /// @param dryRun only say what would be done
  public record Order(List<String> engineKeys, boolean unknownStorage, boolean dryRun) {
    public Order {
      engineKeys = checked(engineKeys);
    }
  }

  private static List<String> checked(List<String> keys) {
    for (var key : keys) {
      if (!key.matches("(ssh|ecdsa|sk)-[a-z0-9@.-]{1,60} [A-Za-z0-9+/]{40,2000}={0,2}")) {
        throw new IllegalArgumentException("not a public SSH key: " + key);
      }
    }
    return List.copyOf(keys);
  }

  /// An engine as a service on a host.
  ///
  /// @param hostId sanlock host id of that host, 1..2000; not used by `uninstall-engine`
  /// @param dryRun only say what would be done
  public record EngineOrder(int hostId, boolean dryRun) {}

  /// @param key the engine's public SSH key, `TYPE BASE64`; empty before it is made
  public record EngineTold(List<Line> steps, List<String> refused, String failed, String key)
      implements Outcome {}

  /// @param add public SSH keys of engines, `TYPE BASE64`, that may log in from now on
  /// @param remove that may no longer
  public record KeysOrder(List<String> add, List<String> remove) {
    public KeysOrder {
      add = checked(add);
      remove = checked(remove);
    }
  }

  /// One step.
  ///
  /// @param what in words
  /// @param done whether it was so already, or has been done now
  public record Line(String what, boolean done) {}

  /// @param steps in their order
  /// @param refused why nothing was begun, one sentence each
  /// @param failed the sentence of the step that failed; those before it were done; empty: none
  public record Told(List<Line> steps, List<String> refused, String failed) implements Outcome {}

  /// What all of them tell.
  public sealed interface Outcome {
    List<Line> steps();

    List<String> refused();

    String failed();
  }
}
