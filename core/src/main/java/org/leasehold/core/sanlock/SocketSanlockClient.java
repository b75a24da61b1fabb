package org.leasehold.core.sanlock;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.volume.Geometry;

/// [SanlockClient] in Java alone, on the daemon's socket; one JVM can talk to several daemons.
///
/// Each call has a connection of its own, so that calls do not wait for each other.
///
/// @see "sanlock src/client.c, src/cmd.c"
public final class SocketSanlockClient implements SanlockClient {
  /// Where a distribution's daemon has its socket.
  public static final Path RUN_DIR = Path.of("/run/sanlock");

  private static final String SOCKET_NAME = "sanlock.sock";
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int NEXT_LVER = 1;
  private static final int WRITE_CLEAR = 1;

  private final Path socketFile;
  private final Patience patience;

  /// @param runDir the daemon's `SANLOCK_RUN_DIR`
  public SocketSanlockClient(Path runDir, Patience patience) {
    this.socketFile = runDir.resolve(SOCKET_NAME);
    this.patience = patience;
  }

  /// The daemon of this host.
  public static SocketSanlockClient ofThisHost() {
    return new SocketSanlockClient(RUN_DIR, Patience.DEFAULT);
  }

  @Override
  public SanlockVersion version() throws SanlockException {
    var reply = ask(SanlockCall.VERSION, "", NOTHING.duplicate(), patience.memory());
    return SanlockVersion.of(reply.count());
  }

  @Override
  public DaemonStatus status() throws SanlockException {
    var deadline = Deadline.in(patience.memory());
    var call = SanlockCall.STATUS;
    try (var socket = SanlockSocket.connect(socketFile, call, deadline)) {
      socket.send(call, "", Frame.request(call, 0, 0, 0, NOTHING.duplicate()), deadline);
      socket.receive(call, "", deadline).orRefuse("");
      return StatusStream.parse(socket.receiveToEnd(call, StatusStream.BYTES_MAX, deadline));
    }
  }

  @Override
  public void addLockspace(LockspaceAt lockspace, HostId host, IoTimeout ioTimeout, Duration atMost)
      throws SanlockException {
    var payload = Structs.lockspace(lockspace, host.value(), 0);
    ask(
        SanlockCall.ADD_LOCKSPACE,
        subject(lockspace, host),
        0,
        ioTimeout.seconds(),
        0,
        payload,
        atMost);
  }

  @Override
  public Membership inqLockspace(LockspaceAt lockspace, HostId host) throws SanlockException {
    var call = SanlockCall.INQ_LOCKSPACE;
    var payload = Structs.lockspace(lockspace, host.value(), 0);
    var reply = exchange(call, lockspace.toString(), 0, 0, 0, payload, patience.memory());
    return switch (SanlockCode.of(reply.result())) {
      case ENOENT -> Membership.ABSENT;
      case EINPROGRESS -> Membership.CHANGING;
      default -> {
        reply.orRefuse(lockspace.toString());
        yield Membership.JOINED;
      }
    };
  }

  @Override
  public void remLockspace(LockspaceAt lockspace, HostId host, Leaving how, Duration atMost)
      throws SanlockException {
    var payload = Structs.lockspace(lockspace, host.value(), 0);
    ask(SanlockCall.REM_LOCKSPACE, subject(lockspace, host), how.flags(), 0, 0, payload, atMost);
  }

  @Override
  public List<JoinedLockspace> getLockspaces() throws SanlockException {
    var call = SanlockCall.GET_LOCKSPACES;
    var reply = ask(call, "", NOTHING.duplicate(), patience.memory());
    reply.requireStructs(Structs.LOCKSPACE_BYTES);
    var spaces = new ArrayList<JoinedLockspace>();
    for (int i = 0; i < reply.count(); i++) {
      spaces.add(Structs.joined(call, reply.payload(), i * Structs.LOCKSPACE_BYTES));
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
    var payload = Structs.lockspaceNamed(lockspace.text(), hostId);
    var reply = ask(call, "lockspace " + lockspace, payload, patience.memory());
    reply.requireStructs(Structs.HOST_BYTES);
    var hosts = new ArrayList<HostSeen>();
    for (int i = 0; i < reply.count(); i++) hosts.add(Structs.host(call, reply.payload()));
    return hosts;
  }

  @Override
  public void setConfig(LockspaceName lockspace, Use use) throws SanlockException {
    var payload = Structs.lockspaceNamed(lockspace.text(), 0);
    ask(
        SanlockCall.SET_CONFIG,
        "lockspace " + lockspace,
        0,
        use.number(),
        0,
        payload,
        patience.memory());
  }

  @Override
  public void writeLockspace(LockspaceAt lockspace, Geometry geometry, IoTimeout ioTimeout)
      throws SanlockException {
    SanlockClient.aligned(lockspace.place(), geometry);
    var payload = Structs.lockspace(lockspace, 0, Structs.geometryFlags(geometry));
    ask(
        SanlockCall.WRITE_LOCKSPACE,
        lockspace.toString(),
        0,
        0,
        ioTimeout.seconds(),
        payload,
        patience.disk());
  }

  @Override
  public LockspaceOnDisk readLockspace(LeasePlace place, HostId host) throws SanlockException {
    var payload = Structs.lockspaceAt(place, host.value());
    var reply = ask(SanlockCall.READ_LOCKSPACE, host + " at " + place, payload, patience.disk());
    reply.requireBytes(Structs.LOCKSPACE_BYTES);
    var read = reply.payload();
    return new LockspaceOnDisk(
        Structs.text(read, 0, Structs.NAME_BYTES),
        reply.count(),
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
    var payload = Structs.resource(resource, 0, Structs.geometryFlags(geometry));
    ask(SanlockCall.WRITE_RESOURCE, resource.toString(), flags, 0, 0, payload, patience.disk());
  }

  @Override
  public LeaseOnDisk readResource(LeasePlace place) throws SanlockException {
    var payload = Structs.resourceAt(place);
    var reply = ask(SanlockCall.READ_RESOURCE, place.toString(), payload, patience.disk());
    reply.requireBytes(Structs.RESOURCE_BYTES);
    return Structs.leaseOnDisk(reply.payload());
  }

  @Override
  public LeaseOwners readResourceOwners(ResourceAt resource) throws SanlockException {
    var call = SanlockCall.READ_RESOURCE_OWNERS;
    var payload = Structs.resource(resource, 0, 0);
    var reply = ask(call, resource.toString(), payload, patience.disk());
    return Structs.owners(reply);
  }

  @Override
  public Inquiry inquire(long pid) throws SanlockException {
    var call = SanlockCall.INQUIRE;
    int target = Math.toIntExact(pid);
    if (target <= 0) throw new IllegalArgumentException("pid " + pid);
    var subject = "process " + pid;
    var reply = exchange(call, subject, 0, 0, target, NOTHING.duplicate(), patience.memory());
    if (SanlockCode.of(reply.result()) == SanlockCode.ESRCH) return new Inquiry.NotRegistered();
    return new Inquiry.Registered(StateString.parse(reply.orRefuse(subject)));
  }

  @Override
  public void request(ResourceAt resource, Request request) throws SanlockException {
    var payload = Structs.resource(resource, request.version().orElse(0), 0);
    int flags = request.version().isPresent() ? 0 : NEXT_LVER;
    ask(
        SanlockCall.REQUEST,
        resource.toString(),
        flags,
        request.mode().number(),
        0,
        payload,
        patience.disk());
  }

  @Override
  public Registration register() throws SanlockException {
    return SocketRegistration.open(socketFile, patience);
  }

  private static String subject(LockspaceAt lockspace, HostId host) {
    return lockspace + " as host " + host;
  }

  private Reply ask(SanlockCall call, String subject, ByteBuffer payload, Duration atMost)
      throws SanlockException {
    return ask(call, subject, 0, 0, 0, payload, atMost);
  }

  private Reply ask(
      SanlockCall call,
      String subject,
      int flags,
      int data,
      int data2,
      ByteBuffer payload,
      Duration atMost)
      throws SanlockException {
    return exchange(call, subject, flags, data, data2, payload, atMost).orRefuse(subject);
  }

  private Reply exchange(
      SanlockCall call,
      String subject,
      int flags,
      int data,
      int data2,
      ByteBuffer payload,
      Duration atMost)
      throws SanlockException {
    var deadline = Deadline.in(atMost);
    try (var socket = SanlockSocket.connect(socketFile, call, deadline)) {
      socket.send(call, subject, Frame.request(call, flags, data, data2, payload), deadline);
      return socket.receive(call, subject, deadline);
    }
  }
}
