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
  /// @param moving at a person's word the claim moves to this domain, which is not the home yet
  public record HoldClaim(
      String engine,
      LockspaceName lockspace,
      Epoch epoch,
      long beat,
      boolean renew,
      boolean moving) {
    public HoldClaim(
        String engine, LockspaceName lockspace, Epoch epoch, long beat, boolean renew) {
      this(engine, lockspace, epoch, beat, renew, false);
    }
  }

  /// @param epoch highest seen by this host, at least the one given; the engine acts with more
  /// @param endsMillis the claim is given up this long from now unless a beat moves on
  public record ClaimHeld(Epoch epoch, long endsMillis, String text) {}

  public static final Method<HoldClaim, ClaimHeld> HOLD_CLAIM =
      new Method<>(
          "claim/hold",
          HoldClaim.class,
          ClaimHeld.class,
          Duration.ofSeconds(15),
          "Hold the engine lease for this connection, or confirm it; ends 15 s after the last"
              + " moving beat.");

  public record GiveUpClaim(LockspaceName lockspace) {}

  public static final Method<GiveUpClaim, Done> GIVE_UP_CLAIM =
      new Method<>(
          "claim/giveUp",
          GiveUpClaim.class,
          Done.class,
          Duration.ofSeconds(15),
          "Give the claim up.");

  /// @param basedOn the newest document that its engine knew when it got the claim; what a host
  ///   keeps of a lower epoch and newer than that was written by an engine that it knew nothing of;
  ///   null where it is not known
  public record PutDocument(Header header, ClusterDocument document, @Nullable Aside basedOn)
      implements Change {
    public PutDocument(Header header, ClusterDocument document) {
      this(header, document, null);
    }
  }

  public static final Method<PutDocument, Done> PUT_DOCUMENT =
      new Method<>(
          "document/put",
          PutDocument.class,
          Done.class,
          Duration.ofSeconds(10),
          "Keep the cluster document; a lower (epoch, revision) is refused, the replaced one is"
              + " kept aside.");

  /// @param document null when this host has none
  /// @param aside documents that lost against it, newest first, as (epoch, revision)
  public record Kept(@Nullable ClusterDocument document, List<Aside> aside) {}

  public record Aside(Epoch epoch, long revision) {
    public static Aside of(ClusterDocument document) {
      return new Aside(document.epoch(), document.revision());
    }

    /// As people write it: `EPOCH.REVISION`.
    public String name() {
      return "%d.%d".formatted(epoch.value(), revision);
    }

    /// Whether `document` is newer than this one.
    public boolean isBefore(ClusterDocument document) {
      int byEpoch = document.epoch().compareTo(epoch);
      return byEpoch > 0 || (byEpoch == 0 && document.revision() > revision);
    }
  }

  public static final Method<HostTopic.Nothing, Kept> GET_DOCUMENT =
      new Method<>(
          "document/get",
          HostTopic.Nothing.class,
          Kept.class,
          Duration.ofSeconds(10),
          "The cluster document this host keeps.");

  public record AsideDocument(ClusterDocument document) {}

  public static final Method<Aside, AsideDocument> GET_ASIDE =
      new Method<>(
          "document/getAside",
          Aside.class,
          AsideDocument.class,
          Duration.ofSeconds(10),
          "A document that this host keeps aside since a newer one replaced it.");

  /// How to speak to a power device.
  ///
  /// @param agent one of the fixed list, such as `fence_ipmilan`
  /// @param options of that agent, such as `ip`, `username`; they travel on its stdin. A password
  ///   only while a device is being set up
  /// @param secret under which name this host keeps its password; null when it needs none, or it is
  ///   among the options
  public record PowerDevice(
      String agent, SortedMap<String, String> options, @Nullable String secret) {
    /// The values stay out of logs.
    @Override
    public String toString() {
      return "PowerDevice[" + agent + ", " + options.keySet() + ", " + secret + "]";
    }
  }

  /// What is asked of a power device.
  public enum PowerAction {
    STATUS,
    OFF,
    ON
  }

  /// @param device of the host to be fenced
  /// @param guid system GUID the device must answer with before anything is believed or done; null:
  ///   not compared (S17)
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

  /// @param guid this host's own system UUID, lower case, as its power device should tell it; null
  ///   where the machine has none
  public record SystemGuid(@Nullable String guid) {}

  public static final Method<HostTopic.Nothing, SystemGuid> SYSTEM_GUID =
      new Method<>(
          "fence/systemGuid",
          HostTopic.Nothing.class,
          SystemGuid.class,
          Duration.ofSeconds(5),
          "The system UUID of this host, to compare with what its power device says (S17).");

  /// @param wanted names of the secrets the document knows, those of this host's own devices left
  ///   out; what neither they nor the document kept here name is forgotten
  /// @param given secrets by name, to be kept
  public record KeepSecrets(Header header, List<String> wanted, SortedMap<String, String> given)
      implements Change {
    /// The values stay out of logs.
    @Override
    public String toString() {
      return "KeepSecrets[" + wanted + ", " + given.keySet() + "]";
    }
  }

  /// @param held names of the secrets this host keeps now
  public record SecretsKept(List<String> held) {}

  public static final Method<KeepSecrets, SecretsKept> KEEP_SECRETS =
      new Method<>(
          "fence/keepSecrets",
          KeepSecrets.class,
          SecretsKept.class,
          Duration.ofSeconds(10),
          "Keep passwords of other hosts' power devices, readable by root only; tells names, never"
              + " values.");

  /// A change, so that only the engine that acts is answered.
  ///
  /// @param wanted names
  public record GetSecrets(Header header, List<String> wanted) implements Change {}

  /// @param secrets by name, as far as this host keeps them
  public record Secrets(SortedMap<String, String> secrets) {
    /// The values stay out of logs.
    @Override
    public String toString() {
      return "Secrets[" + secrets.keySet() + "]";
    }
  }

  public static final Method<GetSecrets, Secrets> GET_SECRETS =
      new Method<>(
          "fence/getSecrets",
          GetSecrets.class,
          Secrets.class,
          Duration.ofSeconds(10),
          "Passwords of power devices, for a host that lacks them; answered to the engine that"
              + " acts.");
}
