package org.leasehold.core.volume;

import java.util.List;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;

/// What a lease slot is, judged from its bytes, the index and the heartbeats seen so far.
public sealed interface SlotState {
  /// The word used in JSON, on screen and in events.
  String word();

  /// Nobody holds it. The leader keeps who held it last.
  ///
  /// @param lastOwnerId 0 where it was never held
  /// @param clobbered the owner let go although another host wrote the leader: only its own sector
  ///   says free
  record Free(long lastOwnerId, long lastGeneration, boolean clobbered) implements SlotState {
    @Override
    public String word() {
      return "free";
    }
  }

  record Held(Owner owner) implements SlotState {
    @Override
    public String word() {
      return switch (owner.liveness()) {
        case Liveness.Live _ -> "held-live";
        case Liveness.Failing _ -> "held-failing";
        case Liveness.Dead _ -> "held-dead";
        case Liveness.Unknown _ -> "held-unknown";
        case Liveness.Stale _ -> "held-stale";
      };
    }
  }

  record Shared(List<Owner> owners) implements SlotState {
    public Shared {
      owners = List.copyOf(owners);
    }

    @Override
    public String word() {
      return "shared";
    }
  }

  /// A host is balloting for the next version, or stopped while it did.
  ///
  /// @param by whose ballot it is
  /// @param phase 1 or 2
  /// @param abandoned nothing moved for 6N; harmless, and `under` is what counts
  /// @param under the state without the ballot
  record Ballot(HostId by, int phase, boolean abandoned, SlotState under) implements SlotState {
    @Override
    public String word() {
      return abandoned ? "abandoned-ballot" : "ballot";
    }
  }

  /// sanlock cleared the slot (`SANLK_WRITE_CLEAR`); the names are kept for people.
  record Cleared(String lastName) implements SlotState {
    @Override
    public String word() {
      return "cleared";
    }
  }

  record NeverCreated() implements SlotState {
    @Override
    public String word() {
      return "never-created";
    }
  }

  /// A valid resource without names, as vdsm leaves a removed lease.
  record Empty() implements SlotState {
    @Override
    public String word() {
      return "empty";
    }
  }

  /// @param detail what was read where something else was expected
  record Corrupt(Flaw why, String detail) implements SlotState {
    @Override
    public String word() {
      return "corrupt";
    }
  }

  enum Flaw {
    BEYOND_END("the slot lies beyond the end of the volume"),
    CUT_OFF("the volume ends inside the slot"),
    DELTA_MAGIC("a delta lease where a resource lease belongs"),
    MAGIC("no resource lease magic"),
    MAJOR("format version not recognized"),
    SECTOR_SIZE("sector size differs from the volume's"),
    ALIGNMENT("slot size differs from the volume's"),
    LOCKSPACE("belongs to another lockspace"),
    NAME("belongs to another lease than the index says"),
    HOST_COUNT("number of hosts impossible"),
    CHECKSUM("leader checksum does not match"),
    OWNER("held, yet the owner's host id is impossible"),
    GENERATION("held, yet the owner's generation is 0"),
    INDEX_RECORD("the index record cannot be read");

    private final String sentence;

    Flaw(String sentence) {
      this.sentence = sentence;
    }

    public String sentence() {
      return sentence;
    }
  }

  /// @param timestamp of the leader: the owner's monotonic seconds when it took the lease; 0 for
  ///   shared owners
  /// @param ioTimeoutSeconds as the leader has it on disk, normally 0
  record Owner(HostLife life, long timestamp, int ioTimeoutSeconds, Liveness liveness) {}

  /// Who has it: several when shared, none when free.
  default List<Owner> owners() {
    return switch (this) {
      case Held held -> List.of(held.owner());
      case Shared shared -> shared.owners();
      case Ballot ballot -> ballot.under().owners();
      case Free _, Cleared _, NeverCreated _, Empty _, Corrupt _ -> List.of();
    };
  }

  /// Whether sanlock would find a lease here: what is cleared or overwritten only by its holder.
  default boolean hasResource() {
    return switch (this) {
      case Free _, Held _, Shared _ -> true;
      case Ballot ballot -> ballot.under().hasResource();
      case Cleared _, NeverCreated _, Empty _, Corrupt _ -> false;
    };
  }
}
