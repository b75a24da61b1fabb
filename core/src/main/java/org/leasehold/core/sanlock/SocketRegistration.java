package org.leasehold.core.sanlock;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// [Registration] on one socket.
///
/// The daemon learns the process from the socket's credentials, and allows one command at a time.
///
/// @see "sanlock src/main.c: process_cmd_thread_registered, client_pid_dead"
final class SocketRegistration implements Registration {
  private static final int SELF = -1;
  private static final int RELEASE_ALL = 1;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SanlockSocket socket;
  private final Patience patience;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  /// The call whose answer is still owed.
  private @Nullable SanlockCall owed;

  private String owedSubject = "";

  /// Why nothing more can be said on this connection.
  private @Nullable String broken;

  private SocketRegistration(SanlockSocket socket, Patience patience) {
    this.socket = socket;
    this.patience = patience;
  }

  /// The daemon does not answer `register`; that it worked shows at the next call, so one is made.
  static SocketRegistration open(Path socketFile, Patience patience) throws SanlockException {
    var call = SanlockCall.REGISTER;
    var deadline = Deadline.in(patience.memory());
    var socket = SanlockSocket.connect(socketFile, call, deadline);
    try {
      socket.send(call, "", Frame.request(call, 0, 0, 0, NOTHING.duplicate()), deadline);
      var registration = new SocketRegistration(socket, patience);
      var _ = registration.inquire();
      return registration;
    } catch (SanlockException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void acquire(ResourceAt resource, Acquire how, Duration atMost) throws SanlockException {
    var payload =
        ByteBuffer.allocate(Structs.RESOURCE_WITH_DISK_BYTES + Structs.OPTIONS_BYTES)
            .put(Structs.resource(resource, how.version().orElse(0), how.resourceFlags()))
            .clear();
    var subject = resource.toString();
    ask(SanlockCall.ACQUIRE, subject, how.commandFlags(), 1, payload, atMost).orRefuse(subject);
  }

  @Override
  public void release(ResourceAt resource, Duration atMost) throws SanlockException {
    var subject = resource.toString();
    ask(SanlockCall.RELEASE, subject, 0, 1, Structs.resourceNamed(resource), atMost)
        .orRefuse(subject);
  }

  @Override
  public void releaseAll(Duration atMost) throws SanlockException {
    var subject = "all leases of this process";
    ask(SanlockCall.RELEASE, subject, RELEASE_ALL, 0, NOTHING.duplicate(), atMost)
        .orRefuse(subject);
  }

  @Override
  public List<HeldLease> inquire() throws SanlockException {
    var subject = "this process";
    var reply = ask(SanlockCall.INQUIRE, subject, 0, 0, NOTHING.duplicate(), patience.memory());
    return List.copyOf(StateString.parse(reply.orRefuse(subject)));
  }

  @Override
  public Optional<SanlockException.Refused> settle(Duration atMost) throws SanlockException {
    var deadline = Deadline.in(atMost);
    lock(SanlockCall.REGISTER, "", deadline);
    try {
      if (owed == null) return Optional.empty();
      refuseIfBroken(owed);
      var reply = answer(owed, owedSubject, deadline);
      if (reply.result() >= 0) return Optional.empty();
      return Optional.of(new SanlockException.Refused(reply.call(), owedSubject, reply.result()));
    } finally {
      oneAtATime.unlock();
    }
  }

  @Override
  public boolean isConnected() {
    if (!oneAtATime.tryLock()) return true; // a call is running, and will find out
    try {
      if (broken != null) return false;
      return socket.isOpen() && (owed != null || socket.isQuiet());
    } finally {
      oneAtATime.unlock();
    }
  }

  /// Not under the lock: it must work while another thread waits in a call, and ends that wait.
  @Override
  public void close() {
    socket.close();
  }

  private Reply ask(
      SanlockCall call, String subject, int flags, int data, ByteBuffer payload, Duration atMost)
      throws SanlockException {
    var deadline = Deadline.in(atMost);
    lock(call, subject, deadline);
    try {
      refuseIfBroken(call);
      if (owed != null) throw new SanlockException.InDoubt(call, owed);
      send(call, subject, Frame.request(call, flags, data, SELF, payload), deadline);
      owed = call;
      owedSubject = subject;
      return answer(call, subject, deadline);
    } finally {
      oneAtATime.unlock();
    }
  }

  private void lock(SanlockCall call, String subject, Deadline deadline) throws SanlockException {
    try {
      if (oneAtATime.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SanlockException.Cancelled(call, subject);
    }
    throw new SanlockException.NoAnswer(call, subject, deadline.patience());
  }

  private void refuseIfBroken(SanlockCall call) throws SanlockException.ConnectionLost {
    if (broken != null) throw new SanlockException.ConnectionLost(call, "", broken);
  }

  private void send(SanlockCall call, String subject, ByteBuffer bytes, Deadline deadline)
      throws SanlockException {
    try {
      socket.send(call, subject, bytes, deadline);
    } catch (SanlockException e) {
      if (bytes.position() > 0 || e instanceof SanlockException.ConnectionLost) {
        broken = e.getMessage();
      }
      throw e;
    }
  }

  /// A missed deadline leaves the answer owed; anything else than an answer breaks the connection.
  private Reply answer(SanlockCall call, String subject, Deadline deadline)
      throws SanlockException {
    try {
      var reply = socket.receive(call, subject, deadline);
      owed = null;
      return reply;
    } catch (SanlockException.ConnectionLost | SanlockException.BadAnswer e) {
      broken = e.getMessage();
      throw e;
    }
  }
}
