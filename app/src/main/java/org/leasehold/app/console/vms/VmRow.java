package org.leasehold.app.console.vms;

import java.util.Locale;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.core.model.VmId;

/// One VM as a row of the table.
///
/// @param tone of `state`
/// @param state in one word
/// @param host name; empty when it runs nowhere
/// @param mode how it is kept alive, in one word
/// @param modeTone not good unless its promise holds
/// @param wanted what people want, in one word
/// @param priority 0..100
/// @param memoryMiB of the guest and its QEMU
/// @param version highest seen of its lease; empty without one
/// @param store name of the store its lease is in; empty without one
/// @param apart its spread group; may be empty
/// @param next what happens next, or why it is as it is; may be empty
/// @param trouble it is not as people want it
/// @param gap it is not protected though it is to run
public record VmRow(
    VmId vm,
    String name,
    Tone tone,
    String state,
    String host,
    String mode,
    Tone modeTone,
    String wanted,
    int priority,
    long memoryMiB,
    String version,
    String store,
    String apart,
    String next,
    boolean trouble,
    boolean gap) {
  /// Everything a filter looks in.
  String words() {
    return String.join(" ", name, state, host, mode, wanted, store, apart, next)
        .toLowerCase(Locale.ROOT);
  }

  /// What `host:kvm1` and the like look in; empty for a property there is not.
  String property(String property) {
    var value =
        switch (property) {
          case "name" -> name;
          case "state" -> state;
          case "host" -> host;
          case "ha" -> mode;
          case "wanted" -> wanted;
          case "store" -> store;
          case "group" -> apart;
          default -> "";
        };
    return value.toLowerCase(Locale.ROOT);
  }
}
