package org.leasehold.app.console.hosts;

import java.util.List;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.core.model.HostId;

/// One host in full, right of the table.
///
/// @param strong its status and since when
/// @param text what that means, or what must be looked at
/// @param leaving what is still to be moved away before its maintenance begins
/// @param maintenance it is drained on purpose
/// @param answers its agent does
/// @param unfit nothing starts there until a person has checked it
public record HostDetails(
    HostId host,
    String name,
    Tone tone,
    String strong,
    String text,
    List<Fact> facts,
    List<Space> spaces,
    Power power,
    List<Fact> leaving,
    List<Line> events,
    boolean maintenance,
    boolean answers,
    boolean unfit) {
  public HostDetails {
    facts = List.copyOf(facts);
    spaces = List.copyOf(spaces);
    leaving = List.copyOf(leaving);
    events = List.copyOf(events);
  }

  public record Fact(String name, String value) {}

  /// A lockspace it has joined, or a store it cannot reach.
  ///
  /// @param renewal measured; may be empty
  /// @param times what follows from its io timeout; may be empty
  public record Space(String store, Tone tone, String standing, String renewal, String times) {}

  /// What switches its power; no secret.
  ///
  /// @param fencing whether it may be switched, in words
  /// @param fault what the last regular look found; empty when all is well
  /// @param enabled for this host
  public record Power(
      Tone tone, String fencing, String fault, List<Device> devices, boolean enabled) {
    public Power {
      devices = List.copyOf(devices);
    }
  }

  /// @param password whether the other hosts keep one for it, in words
  public record Device(String name, String text, String password) {}

  public record Line(Tone tone, String text) {}
}
