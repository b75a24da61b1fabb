package org.leasehold.core.sanlock;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.LeaseDaemon;
import org.leasehold.core.volume.LeaseDaemonException;

/// The volume library's port to sanlock, over a real daemon.
///
/// The process that uses it is the holder of what it acquires: if the lockspace fails, sanlock ends
/// this process, and with it every write it had not finished (S13). So it belongs into a process of
/// its own, such as one run of `leasehold volume add`; never into the agent.
public final class DaemonLeases implements LeaseDaemon, AutoCloseable {
  /// sanlock takes up to 6N for a free lease; N is at most 20 s in any profile we know.
  private static final Duration ACQUIRE_AT_MOST = Duration.ofSeconds(130);

  private static final Duration RELEASE_AT_MOST = Duration.ofSeconds(60);

  private final SanlockClient client;
  private final Path volume;
  private @Nullable Registration registration;

  /// @param volume the volume's path as the daemon sees it, absolute
  public DaemonLeases(SanlockClient client, Path volume) {
    this.client = client;
    this.volume = volume;
  }

  /// Asks the daemon for its version: before a file is made for it, it should be there.
  public void requireReachable() throws LeaseDaemonException {
    tell(client::version);
  }

  @Override
  public Optional<HostLife> membership(String lockspace) throws LeaseDaemonException {
    // The status knows the generation from the join on; get_hosts answers EAGAIN until a renewal.
    return ask(
        () -> {
          for (var joined : client.status().lockspaces()) {
            boolean ours =
                joined.name().equals(lockspace)
                    && joined.phase() == JoinedLockspace.Phase.JOINED
                    && joined.place().offsetBytes() == 0;
            if (ours) return Optional.of(new HostLife(joined.host(), joined.generation()));
          }
          return Optional.empty();
        });
  }

  @Override
  public HostSight host(String lockspace, HostId host) throws LeaseDaemonException {
    return ask(() -> sight(client.getHost(new LockspaceName(lockspace), host)));
  }

  @Override
  public List<HostSight> hosts(String lockspace) throws LeaseDaemonException {
    return ask(
        () ->
            client.getHosts(new LockspaceName(lockspace)).stream()
                .map(DaemonLeases::sight)
                .toList());
  }

  private static HostSight sight(HostSeen seen) {
    var state =
        switch (seen.state()) {
          case FREE -> State.FREE;
          case LIVE -> State.LIVE;
          case FAIL -> State.FAIL;
          case DEAD -> State.DEAD;
          case UNKNOWN -> State.UNKNOWN;
        };
    return new HostSight(seen.host(), state, seen.generation());
  }

  @Override
  public List<HeldHere> heldHere(String lockspace) throws LeaseDaemonException {
    return ask(
        () -> {
          var held = new ArrayList<HeldHere>();
          for (var lease : client.status().leases()) {
            if (!lease.lockspace().equals(lockspace)) continue;
            for (var place : lease.places()) {
              held.add(new HeldHere(lease.lease(), place.offsetBytes()));
            }
          }
          return held;
        });
  }

  @Override
  public void formatLockspace(String lockspace, Geometry geometry, IoTimeout ioTimeout)
      throws LeaseDaemonException {
    var place = new LockspaceAt(new LockspaceName(lockspace), new LeasePlace(volume, 0));
    tell(() -> client.writeLockspace(place, geometry, ioTimeout));
  }

  @Override
  public void writeLease(LeaseAddress lease, Geometry geometry) throws LeaseDaemonException {
    tell(() -> client.writeResource(resource(lease), geometry));
  }

  @Override
  public void clearLease(LeaseAddress lease, Geometry geometry) throws LeaseDaemonException {
    tell(() -> client.clearResource(resource(lease), geometry));
  }

  @Override
  public Held acquire(LeaseAddress lease) throws LeaseDaemonException {
    var resource = resource(lease);
    var holder = registered();
    tell(() -> holder.acquire(resource, Acquire.AT_ONCE, ACQUIRE_AT_MOST));
    return () -> release(holder, resource);
  }

  private static void release(Registration holder, ResourceAt resource)
      throws LeaseDaemonException {
    try {
      holder.release(resource, RELEASE_AT_MOST);
    } catch (SanlockException.Refused e) {
      if (!isGivenUp(e.code())) {
        throw new LeaseDaemonException(LeaseDaemonException.Kind.NO_ANSWER, said(e), e);
      }
    } catch (SanlockException e) {
      throw translated(e);
    }
  }

  /// Given up all the same: the slot was cleared or written meanwhile, and the daemon says so after
  /// its last write. After an I/O error it goes on trying.
  private static boolean isGivenUp(SanlockCode code) {
    return switch (code) {
      case LEADER_MAGIC,
          LEADER_LOCKSPACE,
          LEADER_RESOURCE,
          LEADER_CHECKSUM,
          RELEASE_LVER,
          RELEASE_OWNER,
          EPERM ->
          true;
      default -> false;
    };
  }

  private Registration registered() throws LeaseDaemonException {
    var open = registration;
    if (open != null) return open;
    var opened = ask(client::register);
    registration = opened;
    return opened;
  }

  private ResourceAt resource(LeaseAddress lease) {
    return new ResourceAt(
        new LockspaceName(lease.lockspace()),
        new LeaseId(lease.name()),
        new LeasePlace(volume, lease.offsetBytes()));
  }

  /// Gives up whatever is still held.
  @Override
  public void close() {
    if (registration != null) registration.close();
  }

  private interface Question<T> {
    T put() throws SanlockException;
  }

  private interface Order {
    void give() throws SanlockException;
  }

  private static <T> T ask(Question<T> question) throws LeaseDaemonException {
    try {
      return question.put();
    } catch (SanlockException e) {
      throw translated(e);
    } catch (IllegalArgumentException e) {
      throw new LeaseDaemonException(LeaseDaemonException.Kind.REFUSED, said(e), e);
    }
  }

  private static void tell(Order order) throws LeaseDaemonException {
    ask(
        () -> {
          order.give();
          return true;
        });
  }

  private static LeaseDaemonException translated(SanlockException e) {
    return new LeaseDaemonException(kind(e), said(e), e);
  }

  private static String said(Exception e) {
    return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
  }

  private static LeaseDaemonException.Kind kind(SanlockException e) {
    return switch (e) {
      case SanlockException.Refused refused -> kind(refused.code());
      case SanlockException.NotReachable _, SanlockException.ConnectionLost _ ->
          LeaseDaemonException.Kind.UNREACHABLE;
      case SanlockException.NoAnswer _, SanlockException.Cancelled _, SanlockException.InDoubt _ ->
          LeaseDaemonException.Kind.NO_ANSWER;
      case SanlockException.BadAnswer _ -> LeaseDaemonException.Kind.REFUSED;
    };
  }

  private static LeaseDaemonException.Kind kind(SanlockCode code) {
    return switch (code) {
      case ACQUIRE_IDLIVE,
          ACQUIRE_OWNED,
          ACQUIRE_OTHER,
          ACQUIRE_SHRETRY,
          ACQUIRE_OWNED_RETRY,
          DBLOCK_LVER,
          DBLOCK_MBAL,
          EEXIST,
          EAGAIN,
          EBUSY,
          EUCLEAN ->
          LeaseDaemonException.Kind.IN_USE;
      case DBLOCK_CHECKSUM,
          LEADER_MAGIC,
          LEADER_VERSION,
          LEADER_SECTORSIZE,
          LEADER_LOCKSPACE,
          LEADER_RESOURCE,
          LEADER_NUMHOSTS,
          LEADER_CHECKSUM,
          EMSGSIZE ->
          LeaseDaemonException.Kind.NOT_A_LEASE;
      case ENOSPC -> LeaseDaemonException.Kind.NOT_JOINED;
      default -> LeaseDaemonException.Kind.REFUSED;
    };
  }
}
