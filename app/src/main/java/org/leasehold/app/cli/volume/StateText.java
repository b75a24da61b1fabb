package org.leasehold.app.cli.volume;

import java.util.stream.Collectors;
import org.leasehold.app.cli.Ink.Colour;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.volume.Heartbeats;
import org.leasehold.core.volume.Liveness;
import org.leasehold.core.volume.SlotState;

/// What a slot is, in words for people, and the colour that goes with them.
///
/// @param heartbeats for the hosts' names
record StateText(Heartbeats heartbeats) {

  /// One word or two, as in the table's column.
  static String word(SlotState state) {
    return switch (state) {
      case SlotState.Held _ -> state.word().replace("held-", "held, ");
      case SlotState.Ballot _, SlotState.Shared _, SlotState.Free _, SlotState.Corrupt _ ->
          state.word().replace('-', ' ');
      case SlotState.Cleared _, SlotState.NeverCreated _, SlotState.Empty _ ->
          state.word().replace('-', ' ');
    };
  }

  static Colour colour(SlotState state) {
    return switch (state) {
      case SlotState.Free _ -> Colour.GOOD;
      case SlotState.Shared _ -> Colour.BUSY;
      case SlotState.Ballot _ -> Colour.BUSY;
      case SlotState.Held held ->
          switch (held.owner().liveness()) {
            case Liveness.Live _ -> Colour.BUSY;
            case Liveness.Unknown _ -> Colour.STRONG;
            case Liveness.Failing _ -> Colour.WARN;
            case Liveness.Dead _, Liveness.Stale _ -> Colour.WARN;
          };
      case SlotState.Corrupt _ -> Colour.BAD;
      case SlotState.NeverCreated _, SlotState.Cleared _, SlotState.Empty _ -> Colour.BAD;
    };
  }

  /// Who, since when, and what follows from it.
  String detail(SlotState state) {
    return switch (state) {
      case SlotState.Free free when free.lastOwnerId() == 0 -> "never held";
      case SlotState.Free free ->
          "last held by " + host(free.lastOwnerId()) + " generation " + free.lastGeneration();
      case SlotState.Held held -> owner(held.owner().life()) + ": " + liveness(held);
      case SlotState.Shared shared ->
          shared.owners().stream()
              .map(owner -> owner(owner.life()))
              .collect(Collectors.joining(", "));
      case SlotState.Ballot ballot ->
          "%s, phase %d%s; otherwise %s"
              .formatted(
                  host(ballot.by().value()),
                  ballot.phase(),
                  ballot.abandoned() ? ", stopped: harmless" : " is taking it, or stopped",
                  word(ballot.under()));
      case SlotState.Cleared cleared -> "sanlock cleared lease " + cleared.lastName();
      case SlotState.NeverCreated _ -> "the slot holds only zeros";
      case SlotState.Empty _ -> "a lease without names, as vdsm leaves a removed one";
      case SlotState.Corrupt corrupt -> corrupt.why().sentence() + ": " + corrupt.detail();
    };
  }

  private static String liveness(SlotState.Held held) {
    return switch (held.owner().liveness()) {
      case Liveness.Live live -> "renewed " + live.ageSeconds() + " s ago";
      case Liveness.Failing failing ->
          "silent for %d s, free for others in %d s"
              .formatted(failing.ageSeconds(), failing.deadInSeconds());
      case Liveness.Dead dead ->
          "silent for " + dead.ageSeconds() + " s: the next start elsewhere takes it";
      case Liveness.Unknown unknown when unknown.knownInSeconds() < 0 ->
          "its heartbeat cannot be read";
      case Liveness.Unknown unknown ->
          "observing, known in at most " + unknown.knownInSeconds() + " s";
      case Liveness.Stale stale -> stale.why().sentence() + ": the next start takes it";
    };
  }

  private String owner(HostLife life) {
    return host(life.host().value()) + " generation " + life.generation();
  }

  private String host(long id) {
    if (id < 1 || id > HostId.MAX) return "host " + id;
    var beat = heartbeats.beats().get(new HostId((int) id));
    return beat == null || beat.last().hostName().isEmpty()
        ? "host " + id
        : "host " + id + " (" + beat.last().hostName() + ")";
  }
}
