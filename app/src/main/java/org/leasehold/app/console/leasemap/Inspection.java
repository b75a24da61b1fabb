package org.leasehold.app.console.leasemap;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.core.model.VmId;

/// Everything about one slot.
///
/// @param slot number
/// @param title lease name, or what the slot is
/// @param tone of the note
/// @param strong first words of the note
/// @param text the rest of it
/// @param facts name and value, in order
/// @param held who held it, newest first
/// @param events what the engine said about it, newest first
/// @param vm whose lease it is, null when it is no VM's of this cluster
public record Inspection(
    int slot,
    String title,
    Tone tone,
    String strong,
    String text,
    List<Fact> facts,
    List<Holding> held,
    List<String> events,
    @Nullable VmId vm) {
  public Inspection {
    facts = List.copyOf(facts);
    held = List.copyOf(held);
    events = List.copyOf(events);
  }

  public record Fact(String name, String value) {}

  /// @param version `v31`
  /// @param text `since 9 Nov 08:14`
  public record Holding(String version, String host, String text) {}
}
