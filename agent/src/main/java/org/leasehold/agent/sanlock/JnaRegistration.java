package org.leasehold.agent.sanlock;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.sanlock.Acquire;
import org.leasehold.core.sanlock.HeldLease;
import org.leasehold.core.sanlock.Patience;
import org.leasehold.core.sanlock.Registration;
import org.leasehold.core.sanlock.ResourceAt;
import org.leasehold.core.sanlock.SanlockCall;
import org.leasehold.core.sanlock.SanlockException;
import org.leasehold.core.sanlock.StateString;
import org.leasehold.core.sanlock.Structs;

/// [Registration] on a descriptor of sanlock's library.
///
/// The library waits for its answer in a thread that is left to wait when the deadline passes; the
/// answer is then owed, and [#settle] takes it.
final class JnaRegistration implements Registration {
  private static final int SELF = -1;
  private static final int RELEASE_ALL = 1;
  private static final int EAGAIN = 11;

  private final Libsanlock library;
  private final int descriptor;
  private final Patience patience;
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final AtomicBoolean closed = new AtomicBoolean();
  private boolean broken;

  private record Owed(SanlockCall call, String subject, CompletableFuture<Integer> answer) {}

  private volatile @Nullable Owed owed;

  private JnaRegistration(Libsanlock library, int descriptor, Patience patience) {
    this.library = library;
    this.descriptor = descriptor;
    this.patience = patience;
  }

  /// The daemon does not answer `register`; that it worked shows at the next call, so one is made.
  static JnaRegistration open(Libsanlock library, int descriptor, Patience patience)
      throws SanlockException {
    var registration = new JnaRegistration(library, descriptor, patience);
    try {
      var _ = registration.inquire();
      return registration;
    } catch (SanlockException e) {
      registration.close();
      throw e;
    }
  }

  @Override
  public void acquire(ResourceAt resource, Acquire how, Duration atMost) throws SanlockException {
    var struct =
        NativeStructs.of(Structs.resource(resource, how.version().orElse(0), how.resourceFlags()));
    var array = NativeStructs.arrayOf(struct);
    ask(
        SanlockCall.ACQUIRE,
        resource.toString(),
        atMost,
        () ->
            keeping(
                struct,
                () ->
                    library.sanlock_acquire(descriptor, SELF, how.commandFlags(), 1, array, null)));
  }

  @Override
  public void release(ResourceAt resource, Duration atMost) throws SanlockException {
    var struct = NativeStructs.of(Structs.resource(resource, 0, 0));
    var array = NativeStructs.arrayOf(struct);
    ask(
        SanlockCall.RELEASE,
        resource.toString(),
        atMost,
        () -> keeping(struct, () -> library.sanlock_release(descriptor, SELF, 0, 1, array)));
  }

  /// The array holds but the struct's address: the struct itself must not be collected meanwhile.
  private static int keeping(Memory struct, IntSupplier blocking) {
    try {
      return blocking.getAsInt();
    } finally {
      Reference.reachabilityFence(struct);
    }
  }

  @Override
  public void releaseAll(Duration atMost) throws SanlockException {
    var none = NativeStructs.arrayOf(Pointer.NULL);
    ask(
        SanlockCall.RELEASE,
        "all leases of this process",
        atMost,
        () -> library.sanlock_release(descriptor, SELF, RELEASE_ALL, 0, none));
  }

  @Override
  public List<HeldLease> inquire() throws SanlockException {
    var count = new IntByReference();
    var state = new PointerByReference();
    ask(
        SanlockCall.INQUIRE,
        "this process",
        patience.memory(),
        () -> library.sanlock_inquire(descriptor, SELF, 0, count, state));
    return List.copyOf(StateString.parse(NativeStructs.takenText(state), count.getValue()));
  }

  @Override
  public Optional<SanlockException.Refused> settle(Duration atMost) throws SanlockException {
    lock(SanlockCall.REGISTER, "", atMost);
    try {
      var late = owed;
      if (late == null) return Optional.empty();
      answer(late, atMost);
      return Optional.empty();
    } catch (SanlockException.Refused e) {
      return Optional.of(e);
    } finally {
      oneAtATime.unlock();
    }
  }

  @Override
  public boolean isConnected() {
    if (!oneAtATime.tryLock()) return true; // a call is running, and will find out
    try {
      return !broken && !closed.get() && isOpen();
    } finally {
      oneAtATime.unlock();
    }
  }

  /// Looks at the next byte without taking it.
  private boolean isOpen() {
    try {
      long next = CLibrary.recv(descriptor, new byte[1], 1, CLibrary.MSG_PEEK_DONTWAIT);
      return next > 0 && owed != null;
    } catch (LastErrorException e) {
      return e.getErrorCode() == EAGAIN;
    }
  }

  /// Not under the lock: it must work while another thread waits in a call, and ends that wait. The
  /// descriptor's number is given back only when no call uses it any more.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) return;
    var _ = CLibrary.shutdown(descriptor, CLibrary.SHUT_RDWR);
    var running = owed;
    if (running == null) {
      var _ = CLibrary.close(descriptor);
    } else {
      var _ = running.answer().whenComplete((_, _) -> CLibrary.close(descriptor));
    }
  }

  private void ask(SanlockCall call, String subject, Duration atMost, Supplier<Integer> blocking)
      throws SanlockException {
    long giveUp = System.nanoTime() + atMost.toNanos();
    lock(call, subject, atMost);
    try {
      if (broken || closed.get()) throw DaemonSocket.lost(call, subject);
      var late = owed;
      if (late != null) throw new SanlockException.InDoubt(call, late.call());
      var asked = new Owed(call, subject, Blocking.start(blocking));
      owed = asked;
      answer(asked, Duration.ofNanos(Math.max(1, giveUp - System.nanoTime())));
    } finally {
      oneAtATime.unlock();
    }
  }

  private void lock(SanlockCall call, String subject, Duration atMost) throws SanlockException {
    try {
      if (oneAtATime.tryLock(atMost.toNanos(), TimeUnit.NANOSECONDS)) return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SanlockException.Cancelled(call, subject);
    }
    throw new SanlockException.NoAnswer(call, subject, atMost);
  }

  /// A missed deadline leaves the answer owed.
  private void answer(Owed asked, Duration atMost) throws SanlockException {
    int result = Blocking.await(asked.answer(), asked.call(), asked.subject(), atMost);
    owed = null;
    if (result >= 0) return;
    // The library says -1, which is also "not permitted", for a reply that was cut off.
    if (DaemonSocket.meansLost(result) || closed.get() || !isOpen()) {
      broken = true;
      throw DaemonSocket.lost(asked.call(), asked.subject());
    }
    throw new SanlockException.Refused(asked.call(), asked.subject(), result);
  }
}
