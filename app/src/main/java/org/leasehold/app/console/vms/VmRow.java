package org.leasehold.app.console.vms;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
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
/// @param tags its tags, with ", " between them; may be empty
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
    String tags,
    String next,
    boolean trouble,
    boolean gap) {
  /// Written out: thousands of rows are compared ten times a second, and what the compiler makes of
  /// a record of this many fields takes a hundred times as long until it is compiled well.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VmRow row
        && vm.equals(row.vm)
        && tone == row.tone
        && modeTone == row.modeTone
        && priority == row.priority
        && memoryMiB == row.memoryMiB
        && trouble == row.trouble
        && gap == row.gap
        && state.equals(row.state)
        && host.equals(row.host)
        && next.equals(row.next)
        && name.equals(row.name)
        && mode.equals(row.mode)
        && wanted.equals(row.wanted)
        && version.equals(row.version)
        && store.equals(row.store)
        && apart.equals(row.apart)
        && tags.equals(row.tags);
  }

  @Override
  public int hashCode() {
    return vm.hashCode();
  }

  /// Everything a filter looks in.
  String words() {
    return String.join(" ", name, state, host, mode, wanted, store, apart, tags, next)
        .toLowerCase(Locale.ROOT);
  }

  /// Whether it has just this tag, in lower case.
  boolean hasTag(String tag) {
    return (", " + tags.toLowerCase(Locale.ROOT) + ", ").contains(", " + tag + ", ");
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
