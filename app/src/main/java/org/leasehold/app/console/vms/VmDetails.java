package org.leasehold.app.console.vms;

import java.util.List;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.core.model.VmId;

/// One VM in full, right of the table.
///
/// @param tone of `strong`
/// @param strong its state and host
/// @param why it is as it is; empty where there is nothing to explain
/// @param facts by group
/// @param places where it could run, and why not
/// @param held who held its lease, newest first
/// @param events of it, newest first
/// @param running a guest is there to be looked at
public record VmDetails(
    VmId vm,
    String name,
    Tone tone,
    String strong,
    String why,
    List<Fact> facts,
    List<Place> places,
    List<Fact> held,
    List<String> events,
    boolean running) {
  public VmDetails {
    facts = List.copyOf(facts);
    places = List.copyOf(places);
    held = List.copyOf(held);
    events = List.copyOf(events);
  }

  public record Fact(String name, String value) {}

  /// @param text why not, or the room there is
  public record Place(String host, Tone tone, String text) {}
}
