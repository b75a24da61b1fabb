package org.leasehold.agent.sanlock;

import com.sun.jna.Memory;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.sanlock.DaemonStatus;
import org.leasehold.core.sanlock.HostSeen;
import org.leasehold.core.sanlock.Inquiry;
import org.leasehold.core.sanlock.JoinedLockspace;
import org.leasehold.core.sanlock.LeaseOnDisk;
import org.leasehold.core.sanlock.LeaseOwner;
import org.leasehold.core.sanlock.LeaseOwners;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.sanlock.Leaving;
import org.leasehold.core.sanlock.LockspaceAt;
import org.leasehold.core.sanlock.LockspaceOnDisk;
import org.leasehold.core.sanlock.Membership;
import org.leasehold.core.sanlock.Patience;
import org.leasehold.core.sanlock.Registration;
import org.leasehold.core.sanlock.Request;
import org.leasehold.core.sanlock.ResourceAt;
import org.leasehold.core.sanlock.SanlockCall;
import org.leasehold.core.sanlock.SanlockClient;
import org.leasehold.core.sanlock.SanlockCode;
import org.leasehold.core.sanlock.SanlockException;
import org.leasehold.core.sanlock.SanlockVersion;
import org.leasehold.core.sanlock.SocketSanlockClient;
import org.leasehold.core.sanlock.StateString;
import org.leasehold.core.sanlock.Structs;
import org.leasehold.core.volume.Geometry;

/// [SanlockClient] through sanlock's own library.
///
/// The library finds the daemon by the environment variable `SANLOCK_RUN_DIR`, which it reads once:
/// a JVM talks to one daemon this way. [SocketSanlockClient] knows no such limit.
public final class JnaSanlockClient implements SanlockClient {
  private static final int NEXT_LVER = 1;
  private static final int WRITE_CLEAR = 1;
  private static final int NO_SOCKET = -1;

  private final Libsanlock library;
  private final DaemonSocket daemon;
  private final Patience patience;
  private final SocketSanlockClient status;

  /// @param runDir the daemon's `SANLOCK_RUN_DIR`; the same for all clients of this JVM
  public JnaSanlockClient(Path runDir, Patience patience) {
    this(Libsanlock.ofThisHost(), runDir, patience);
  }

  /// @param library which has not been called yet
  JnaSanlockClient(Libsanlock library, Path runDir, Patience patience) {
    this.library = library;
    this.daemon = new DaemonSocket(runDir.resolve("sanlock.sock"));
    this.patience = patience;
    this.status = new SocketSanlockClient(runDir, patience);
    if (CLibrary.setenv("SANLOCK_RUN_DIR", runDir.toString(), 1) != 0) {
      throw new IllegalStateException("the environment is full");
    }
  }

  @Override
  public SanlockVersion version() throws SanlockException {
    var version = new IntByReference();
    memoryCall(
        SanlockCall.VERSION, "", () -> library.sanlock_version(0, version, new IntByReference()));
    return SanlockVersion.of(version.getValue());
  }

  /// By the socket: the library has no such call.
  @Override
  public DaemonStatus status() throws SanlockException {
    return status.status();
  }

  @Override
  public void addLockspace(LockspaceAt lockspace, HostId host, IoTimeout ioTimeout, Duration atMost)
      throws SanlockException {
    var struct = NativeStructs.of(Structs.lockspace(lockspace, host.value(), 0));
    call(
        SanlockCall.ADD_LOCKSPACE,
        lockspace + " as host " + host,
        atMost,
        () -> library.sanlock_add_lockspace_timeout(struct, 0, ioTimeout.seconds()));
  }

  @Override
  public Membership inqLockspace(LockspaceAt lockspace, HostId host) throws SanlockException {
    var struct = NativeStructs.of(Structs.lockspace(lockspace, host.value(), 0));
    try {
      memoryCall(
          SanlockCall.INQ_LOCKSPACE,
          lockspace.toString(),
          () -> library.sanlock_inq_lockspace(struct, 0));
      return Membership.JOINED;
    } catch (SanlockException.Refused e) {
      if (e.code() == SanlockCode.ENOENT) return Membership.ABSENT;
      if (e.code() == SanlockCode.EINPROGRESS) return Membership.CHANGING;
      throw e;
    }
  }

  @Override
  public void remLockspace(LockspaceAt lockspace, HostId host, Leaving how, Duration atMost)
      throws SanlockException {
    var struct = NativeStructs.of(Structs.lockspace(lockspace, host.value(), 0));
    call(
        SanlockCall.REM_LOCKSPACE,
        lockspace + " as host " + host,
        atMost,
        () -> library.sanlock_rem_lockspace(struct, how.flags()));
  }

  @Override
  public List<JoinedLockspace> getLockspaces() throws SanlockException {
    var call = SanlockCall.GET_LOCKSPACES;
    var list = new PointerByReference();
    var count = new IntByReference();
    memoryCall(call, "", () -> library.sanlock_get_lockspaces(list, count, 0));
    var bytes = NativeStructs.taken(list, count, Structs.LOCKSPACE_BYTES);
    var spaces = new ArrayList<JoinedLockspace>();
    for (int at = 0; at < bytes.limit(); at += Structs.LOCKSPACE_BYTES) {
      spaces.add(Structs.joined(call, bytes, at));
    }
    return spaces;
  }

  @Override
  public List<HostSeen> getHosts(LockspaceName lockspace) throws SanlockException {
    return hosts(lockspace, 0);
  }

  @Override
  public HostSeen getHost(LockspaceName lockspace, HostId host) throws SanlockException {
    var hosts = hosts(lockspace, host.value());
    if (hosts.size() == 1) return hosts.getFirst();
    throw new SanlockException.BadAnswer(
        SanlockCall.GET_HOSTS, hosts.size() + " hosts instead of 1");
  }

  private List<HostSeen> hosts(LockspaceName lockspace, int hostId) throws SanlockException {
    var call = SanlockCall.GET_HOSTS;
    var list = new PointerByReference();
    var count = new IntByReference();
    memoryCall(
        call,
        "lockspace " + lockspace,
        () -> library.sanlock_get_hosts(lockspace.text(), hostId, list, count, 0));
    return hosts(call, list, count);
  }

  private static List<HostSeen> hosts(
      SanlockCall call, PointerByReference list, IntByReference count) throws SanlockException {
    var bytes = NativeStructs.taken(list, count, Structs.HOST_BYTES);
    var hosts = new ArrayList<HostSeen>();
    while (bytes.hasRemaining()) hosts.add(Structs.host(call, bytes));
    return hosts;
  }

  @Override
  public void setConfig(LockspaceName lockspace, Use use) throws SanlockException {
    memoryCall(
        SanlockCall.SET_CONFIG,
        "lockspace " + lockspace,
        () -> library.sanlock_set_config(lockspace.text(), 0, use.number(), null));
  }

  @Override
  public void writeLockspace(LockspaceAt lockspace, Geometry geometry, IoTimeout ioTimeout)
      throws SanlockException {
    SanlockClient.aligned(lockspace.place(), geometry);
    var struct = NativeStructs.of(Structs.lockspace(lockspace, 0, Structs.geometryFlags(geometry)));
    diskCall(
        SanlockCall.WRITE_LOCKSPACE,
        lockspace.toString(),
        () -> library.sanlock_write_lockspace(struct, 0, 0, ioTimeout.seconds()));
  }

  @Override
  public LockspaceOnDisk readLockspace(LeasePlace place, HostId host) throws SanlockException {
    var struct = NativeStructs.of(Structs.lockspaceAt(place, host.value()));
    var ioTimeout = new IntByReference();
    diskCall(
        SanlockCall.READ_LOCKSPACE,
        host + " at " + place,
        () -> library.sanlock_read_lockspace(struct, 0, ioTimeout));
    var read = NativeStructs.bytes(struct, Structs.LOCKSPACE_BYTES);
    return new LockspaceOnDisk(
        Structs.text(read, 0, Structs.NAME_BYTES),
        ioTimeout.getValue(),
        Structs.geometry(read.getInt(56)));
  }

  @Override
  public void writeResource(ResourceAt resource, Geometry geometry) throws SanlockException {
    write(resource, geometry, 0);
  }

  @Override
  public void clearResource(ResourceAt resource, Geometry geometry) throws SanlockException {
    write(resource, geometry, WRITE_CLEAR);
  }

  private void write(ResourceAt resource, Geometry geometry, int flags) throws SanlockException {
    SanlockClient.aligned(resource.place(), geometry);
    var struct = NativeStructs.of(Structs.resource(resource, 0, Structs.geometryFlags(geometry)));
    diskCall(
        SanlockCall.WRITE_RESOURCE,
        resource.toString(),
        () -> library.sanlock_write_resource(struct, 0, 0, flags));
  }

  @Override
  public LeaseOnDisk readResource(LeasePlace place) throws SanlockException {
    var struct = NativeStructs.of(Structs.resourceAt(place));
    diskCall(
        SanlockCall.READ_RESOURCE,
        place.toString(),
        () -> library.sanlock_read_resource(struct, 0));
    return Structs.leaseOnDisk(bytes(struct));
  }

  @Override
  public LeaseOwners readResourceOwners(ResourceAt resource) throws SanlockException {
    var call = SanlockCall.READ_RESOURCE_OWNERS;
    var struct = NativeStructs.of(Structs.resource(resource, 0, 0));
    var list = new PointerByReference();
    var count = new IntByReference();
    diskCall(
        call,
        resource.toString(),
        () -> library.sanlock_read_resource_owners(struct, 0, list, count));
    var owners = new ArrayList<LeaseOwner>();
    for (var host : hosts(call, list, count)) {
      owners.add(new LeaseOwner(host.host(), host.generation(), host.timestampSeconds()));
    }
    var read = bytes(struct);
    boolean shared = (read.getInt(120) & Structs.RESOURCE_SHARED) != 0;
    return new LeaseOwners(read.getLong(96), shared, owners);
  }

  private static java.nio.ByteBuffer bytes(Memory struct) {
    return NativeStructs.bytes(struct, (int) struct.size());
  }

  @Override
  public Inquiry inquire(long pid) throws SanlockException {
    int target = Math.toIntExact(pid);
    if (target <= 0) throw new IllegalArgumentException("pid " + pid);
    var count = new IntByReference();
    var state = new PointerByReference();
    try {
      memoryCall(
          SanlockCall.INQUIRE,
          "process " + pid,
          () -> library.sanlock_inquire(NO_SOCKET, target, 0, count, state));
      return new Inquiry.Registered(
          StateString.parse(NativeStructs.takenText(state), count.getValue()));
    } catch (SanlockException.Refused e) {
      if (e.code() == SanlockCode.ESRCH) return new Inquiry.NotRegistered();
      throw e;
    }
  }

  @Override
  public void request(ResourceAt resource, Request request) throws SanlockException {
    var struct = NativeStructs.of(Structs.resource(resource, request.version().orElse(0), 0));
    int flags = request.version().isPresent() ? 0 : NEXT_LVER;
    diskCall(
        SanlockCall.REQUEST,
        resource.toString(),
        () -> library.sanlock_request(flags, request.mode().number(), struct));
  }

  @Override
  public Registration register() throws SanlockException {
    int descriptor = memoryCall(SanlockCall.REGISTER, "", library::sanlock_register);
    return JnaRegistration.open(library, descriptor, patience);
  }

  private int memoryCall(SanlockCall call, String subject, Supplier<Integer> blocking)
      throws SanlockException {
    return call(call, subject, patience.memory(), blocking);
  }

  private void diskCall(SanlockCall call, String subject, Supplier<Integer> blocking)
      throws SanlockException {
    call(call, subject, patience.disk(), blocking);
  }

  private int call(SanlockCall call, String subject, Duration atMost, Supplier<Integer> blocking)
      throws SanlockException {
    var result = Blocking.await(Blocking.start(blocking), call, subject, atMost);
    return daemon.orThrow(call, subject, result);
  }
}
