package org.leasehold.core.monitor;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.volume.VolumeSnapshot;

/// The face of an engine in this process.
public final class EmbeddedFace implements EngineFace {
  private final Monitor monitor;
  private final Records records;
  private final HostKeys keys;

  /// What was written down, for questions.
  public interface Records {
    List<EventLine> events(long after, int countMax) throws Exception;

    List<Incident> incidents(int countMax) throws Exception;
  }

  /// Looks at the key a host shows.
  @FunctionalInterface
  public interface HostKeys {
    /// @return `TYPE BASE64`
    String of(HostAddress address) throws Exception;
  }

  public EmbeddedFace(Monitor monitor, Records records, HostKeys keys) {
    this.monitor = monitor;
    this.records = records;
    this.keys = keys;
  }

  @Override
  public Snapshot latest() {
    return monitor.chronicle().broadcast().latest();
  }

  @Override
  public Subscription watch(Consumer<Snapshot> listener) {
    return monitor.chronicle().broadcast().watch(listener);
  }

  @Override
  public CompletableFuture<Answer> ask(String operator, Request request) {
    return monitor.ask(operator, request);
  }

  @Override
  public CompletableFuture<Answer> ask(String operator, Operation operation) {
    return monitor.operations().run(operator, operation);
  }

  @Override
  public CompletableFuture<Answer> cancel(String operator, String work) {
    return MigrationWork.vm(work)
        .map(vm -> monitor.ask(operator, new Request.CancelMigration(vm)))
        .orElseGet(
            () -> CompletableFuture.completedFuture(monitor.operations().cancel(operator, work)));
  }

  @Override
  public CompletableFuture<String> hostKey(HostAddress address) {
    return Aside.run("host key", () -> keys.of(address));
  }

  @Override
  public <P extends Record, R> CompletableFuture<R> look(
      HostId host, Method<P, R> method, P params) {
    if (method.changes()) {
      return CompletableFuture.failedFuture(
          new CallException(
              ErrorCode.RULE, method.name() + " changes something; ask the engine for it"));
    }
    return Aside.run(method.name(), () -> monitor.lines().get(host).call(method, params));
  }

  @Override
  public CompletableFuture<VolumeSnapshot> volume(LockspaceName domain) {
    return Aside.run(
        "volume",
        () -> {
          var look = VolumeLook.of(monitor.state(), domain);
          var line = monitor.lines().get(look.host());
          return VolumeLook.read(line.call(StoreTopic.READ_VOLUME, look.ask()));
        });
  }

  @Override
  public CompletableFuture<List<EventLine>> events(long after, int countMax) {
    return Aside.run("events", () -> records.events(after, countMax));
  }

  @Override
  public CompletableFuture<List<Incident>> incidents(int countMax) {
    return Aside.run("incidents", () -> records.incidents(countMax));
  }

  @Override
  public void close() {
    monitor.close();
  }
}
