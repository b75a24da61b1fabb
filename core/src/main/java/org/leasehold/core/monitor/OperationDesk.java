package org.leasehold.core.monitor;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Header;

/// Runs operations on threads of their own and shows them as work; what each step needs of the
/// monitor is here.
final class OperationDesk {
  private final Monitor monitor;
  private final OperationWaits waits;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<String, Running> running = new ConcurrentHashMap<>();

  private record Running(Steps steps, Thread thread) {}

  OperationDesk(Monitor monitor, OperationWaits waits) {
    this.monitor = monitor;
    this.waits = waits;
  }

  CompletableFuture<Answer> run(String operator, Operation operation) {
    var answer = new CompletableFuture<Answer>();
    var id = "operation " + numbers.incrementAndGet();
    var steps = new Steps(id, title(operation), operator);
    var thread =
        Thread.ofVirtual()
            .name(id)
            .unstarted(
                () -> {
                  steps.say("begins");
                  try {
                    answer.complete(done(operation, steps));
                  } catch (OperationRefused e) {
                    answer.complete(e.answer());
                  } catch (CallException e) {
                    answer.complete(
                        steps.isUntouched() && isRefusal(e.code())
                            ? new Answer.Refused(e.sentence())
                            : new Answer.Failed(e.sentence()));
                  } catch (InterruptedException _) {
                    answer.complete(new Answer.Failed("cancelled half-way: " + steps.last));
                  } catch (RuntimeException e) {
                    answer.complete(new Answer.Failed("a defect of the engine: " + e));
                  } finally {
                    running.remove(id);
                    monitor.chronicle().workEnded(id);
                  }
                });
    running.put(id, new Running(steps, thread));
    thread.start();
    var _ =
        answer.whenComplete(
            (_, _) -> {
              if (answer.isCancelled()) thread.interrupt();
            });
    return answer;
  }

  /// Stops one after its present step; who asked for it is told how far it came.
  Answer cancel(String operator, String id) {
    var one = running.get(id);
    if (one == null) return new Answer.Refused("it is over already; nothing was cancelled");
    if (!one.steps().stop(operator)) {
      return new Answer.Refused("%s: is being cancelled already".formatted(one.steps().title));
    }
    one.thread().interrupt();
    return new Answer.Done(
        "%s: ends after its present step (%s)".formatted(one.steps().title, one.steps().last));
  }

  private static boolean isRefusal(ErrorCode code) {
    return switch (code) {
      case LEASE_HELD, NOT_JOINED, RESOURCES, STALE, RULE, BUSY, INVALID_PARAMS, UNKNOWN_NAME ->
          true;
      default -> false;
    };
  }

  private static String title(Operation operation) {
    return switch (operation) {
      case Operation.AddHost o -> "Adding host " + o.name();
      case Operation.RemoveHost o -> "Removing host " + o.host();
      case Operation.CreateStore o -> "Creating store " + o.name();
      case Operation.AddStore o -> "Adding store " + o.name();
      case Operation.RemoveStore _ -> "Removing a store";
      case Operation.MoveHome _ -> "Moving the claim";
      case Operation.Adopt o -> (o.dryRun() ? "Checking " : "Adopting ") + o.name();
      case Operation.Protect o -> "Changing the mode of " + o.vm();
      case Operation.Edit o -> (o.dryRun() ? "Checking a definition of " : "Changing ") + o.vm();
      case Operation.TakeOver o ->
          (o.dryRun() ? "Checking what runs of " : "Taking over what runs of ") + o.vm();
      case Operation.RebootVm o -> "Rebooting " + o.vm();
      case Operation.PauseVm o -> "Pausing " + o.vm();
      case Operation.ResumeVm o -> "Resuming " + o.vm();
      case Operation.Release o -> "Releasing " + o.vm();
      case Operation.SetPower o -> "Setting up the power device " + o.device().name();
      case Operation.TestPower o -> "Trying the power devices of host " + o.host();
    };
  }

  private static Answer done(Operation operation, Steps steps)
      throws OperationRefused, CallException, InterruptedException {
    return switch (operation) {
      case Operation.AddHost o -> new HostOperations(steps).add(o);
      case Operation.RemoveHost o -> new HostOperations(steps).remove(o);
      case Operation.CreateStore o -> new StoreOperations(steps).create(o);
      case Operation.AddStore o -> new StoreOperations(steps).add(o);
      case Operation.RemoveStore o -> new StoreOperations(steps).remove(o);
      case Operation.MoveHome o -> new HomeOperations(steps).move(o);
      case Operation.Adopt o -> new VmOperations(steps).adopt(o);
      case Operation.Protect o -> new VmOperations(steps).protect(o);
      case Operation.Edit o -> new VmOperations(steps).edit(o);
      case Operation.TakeOver o -> new VmOperations(steps).takeOver(o);
      case Operation.RebootVm o -> new VmInterruptions(steps).reboot(o);
      case Operation.PauseVm o -> new VmInterruptions(steps).pause(o);
      case Operation.ResumeVm o -> new VmInterruptions(steps).resume(o);
      case Operation.Release o -> new VmOperations(steps).release(o);
      case Operation.SetPower o -> new PowerOperations(steps).set(o);
      case Operation.TestPower o -> new PowerOperations(steps).test(o);
    };
  }

  /// What the steps of one operation have at hand.
  final class Steps {
    private final String id;
    private final String title;
    private final String operator;
    private final Epoch begun;
    private volatile String last = "";
    private final AtomicBoolean stopped = new AtomicBoolean();
    private int changesBegun;

    Steps(String id, String title, String operator) {
      this.id = id;
      this.title = title;
      this.operator = operator;
      begun = monitor.state().epoch();
    }

    void say(String text) {
      last = text;
      monitor.chronicle().work(new Work(id, title, -1, text, !stopped.get()));
    }

    /// Not to be cancelled twice.
    ///
    /// @return whether it was not stopped before
    boolean stop(String by) {
      if (!stopped.compareAndSet(false, true)) return false;
      monitor.chronicle().work(new Work(id, title, -1, last + "; cancelled by " + by, false));
      return true;
    }

    OperationWaits waits() {
      return waits;
    }

    Lines lines() {
      return monitor.lines();
    }

    Dialer dialer() {
      return monitor.dialer();
    }

    Definitions definitions() {
      return monitor.definitions();
    }

    String engine() {
      return monitor.name();
    }

    EngineState state() {
      return monitor.state();
    }

    ClusterDocument document() {
      var document = state().document();
      return document == null ? ClusterDocument.EMPTY : document;
    }

    /// Changes are made under the claim; before there is a domain, there is no claim to hold.
    void requireActing() throws OperationRefused {
      if (document().home() == null || state().claim().acts()) return;
      var acting = monitor.acting();
      throw OperationRefused.untouched(
          acting.isEmpty()
              ? "this engine does not hold the claim yet; try again in a few seconds"
              : "this engine only watches, because %s; ask the engine that acts".formatted(acting));
    }

    /// Under the claim and the epoch that the operation began with; founding needs none.
    Header header(HostLine line, String why) throws CallException {
      var now = state();
      boolean founding = document().home() == null; // or taking the last store away
      if (!founding && (!now.claim().acts() || !now.epoch().equals(begun))) {
        throw new CallException(
            ErrorCode.RULE,
            "this engine lost its claim meanwhile; what was done stands (%s), go on where it acts"
                .formatted(last));
      }
      changesBegun++;
      return line.header(begun.equals(Epoch.NONE) ? new Epoch(1) : begun, why);
    }

    /// Nothing was changed when the first call that changes anything is refused.
    boolean isUntouched() {
      return changesBegun <= 1;
    }

    /// Asks the engine and waits for its word.
    void ask(Request request) throws OperationRefused, InterruptedException {
      boolean first = changesBegun == 0;
      changesBegun = Integer.MAX_VALUE / 2;
      try {
        var answer =
            monitor.ask(operator, request).get(waits.engine().toMillis(), TimeUnit.MILLISECONDS);
        if (answer instanceof Answer.Done) return;
        if (first && answer instanceof Answer.Refused no) {
          throw OperationRefused.untouched(no.text());
        }
        throw OperationRefused.halfWay(last + ", but: " + answer.text());
      } catch (TimeoutException _) {
        throw OperationRefused.halfWay(
            "%s, but the engine did not answer within %d s; it may still do it"
                .formatted(last, waits.engine().toSeconds()));
      } catch (ExecutionException e) {
        throw new IllegalStateException("the engine's word is never a failure", e);
      }
    }

    /// The host that holds the claim for this engine; empty when it holds none.
    Optional<HostId> claimHolder() {
      return monitor.claim().holder();
    }

    /// Where this engine's claim is kept.
    ClaimKeeper claim() {
      return monitor.claim();
    }

    /// A host that is connected, or the reason why not.
    HostLine up(HostId host) throws OperationRefused {
      var line = lines().find(host).orElse(null);
      if (line == null) throw OperationRefused.untouched("no host " + host + " in this cluster");
      if (line.isUp()) return line;
      var why = line.view().text();
      throw OperationRefused.untouched(
          "%s is not connected%s".formatted(line.entry().name(), why.isEmpty() ? "" : ": " + why));
    }
  }
}
