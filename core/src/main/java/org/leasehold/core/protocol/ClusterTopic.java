package org.leasehold.core.protocol;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.LockspaceName;

/// What is the cluster's: the engine's claim, the document, power fencing.
public final class ClusterTopic {
  private ClusterTopic() {}

  /// @param engine name of the engine, for people: "desk1, started 10:32"
  /// @param lockspace the home domain
  /// @param epoch highest the engine has seen anywhere
  /// @param beat the engine's step counter; a beat that does not move confirms nothing (S16)
  /// @param renew only confirm what is held; a claim that ended meanwhile is not taken again
  public record HoldClaim(
      String engine, LockspaceName lockspace, Epoch epoch, long beat, boolean renew) {}

  /// @param epoch highest seen by this host, at least the one given; the engine acts with more
  /// @param endsMillis the claim is given up this long from now unless a beat moves on
  public record ClaimHeld(Epoch epoch, long endsMillis, String text) {}

  public static final Method<HoldClaim, ClaimHeld> HOLD_CLAIM =
      new Method<>(
          "claim/hold",
          HoldClaim.class,
          ClaimHeld.class,
          Duration.ofSeconds(15),
          "Hold the engine lease for this connection, or confirm it; ends 15 s after the last moving beat.");

  public record GiveUpClaim(LockspaceName lockspace) {}

  public static final Method<GiveUpClaim, Done> GIVE_UP_CLAIM =
      new Method<>(
          "claim/giveUp",
          GiveUpClaim.class,
          Done.class,
          Duration.ofSeconds(15),
          "Give the claim up.");

  public record PutDocument(Header header, ClusterDocument document) implements Change {}

  public static final Method<PutDocument, Done> PUT_DOCUMENT =
      new Method<>(
          "document/put",
          PutDocument.class,
          Done.class,
          Duration.ofSeconds(10),
          "Keep the cluster document; a lower (epoch, revision) is refused, the replaced one is kept aside.");

  /// @param document null when this host has none
  /// @param aside documents that lost against it, newest first, as (epoch, revision)
  public record Kept(@Nullable ClusterDocument document, List<Aside> aside) {}

  public record Aside(Epoch epoch, long revision) {}

  public static final Method<HostTopic.Nothing, Kept> GET_DOCUMENT =
      new Method<>(
          "document/get",
          HostTopic.Nothing.class,
          Kept.class,
          Duration.ofSeconds(10),
          "The cluster document this host keeps.");

  /// How to speak to a power device.
  ///
  /// @param agent one of the fixed list, such as `fence_ipmilan`
  /// @param options of that agent, such as `ip`, `username`, `password`; they travel on its stdin
  public record PowerDevice(String agent, SortedMap<String, String> options) {
    /// The values stay out of logs.
    @Override
    public String toString() {
      return "PowerDevice[" + agent + ", " + options.keySet() + "]";
    }
  }

  /// What is asked of a power device.
  public enum PowerAction {
    STATUS,
    OFF,
    ON
  }

  /// @param device of the host to be fenced
  /// @param guid system GUID the device must answer with before `OFF`; null: not compared (S17)
  /// @param host name of the host to be fenced, for the journal
  public record Fence(
      Header header, String host, PowerDevice device, PowerAction action, @Nullable String guid)
      implements Change {}

  /// @param isOn as the device says after the action
  public record Power(boolean isOn, String text) {}

  public static final Method<Fence, Power> FENCE =
      new Method<>(
          "fence/power",
          Fence.class,
          Power.class,
          Duration.ofMinutes(2),
          "Ask or switch another host's power; `OFF` is done only when the device says off twice.");
}
