package org.leasehold.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.FaceServer;
import org.leasehold.core.monitor.Operation;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Method;

/// The demo cluster's engine behind a socket: notes what it is asked, and answers as it is told.
final class DemoEngine implements AutoCloseable {
  private final DemoCluster cluster = new DemoCluster(0, 1);
  private final List<Object> asked = new ArrayList<>();
  private final Map<HostId, Record> looks = new HashMap<>();
  private final Path socket;
  private final FaceServer server;
  private Answer answer = new Answer.Done("done");
  private @Nullable CallException failure;
  private String hostKey = "";

  private DemoEngine(Path folder) throws IOException {
    socket = folder.resolve("engine.sock");
    server = FaceServer.open(new Face(cluster), "test", socket, "rw-------");
  }

  static DemoEngine in(Path folder) throws IOException {
    return new DemoEngine(folder);
  }

  DemoEngine answers(Answer with) {
    answer = with;
    return this;
  }

  DemoEngine fails(@Nullable CallException with) {
    failure = with;
    return this;
  }

  DemoEngine seesHostKey(String key) {
    hostKey = key;
    return this;
  }

  /// What a host answers to a look, where its method has such an answer.
  DemoEngine tells(int host, Record with) {
    looks.put(new HostId(host), with);
    return this;
  }

  /// At its first moment: it takes no requests yet.
  DemoCluster cluster() {
    return cluster;
  }

  List<Object> asked() {
    return asked;
  }

  /// A command line against this engine.
  Run run(Object... words) {
    var all = new ArrayList<Object>(List.of(words));
    all.addAll(List.of("--engine", socket));
    return Run.of(all.toArray());
  }

  @Override
  public void close() {
    server.close();
  }

  private <T> CompletableFuture<T> answered(T with) {
    return failure == null
        ? CompletableFuture.completedFuture(with)
        : CompletableFuture.failedFuture(failure);
  }

  private final class Face extends StillFace {
    Face(DemoCluster cluster) {
      super(cluster);
    }

    @Override
    public CompletableFuture<Answer> ask(String operator, Request request) {
      asked.add(request);
      return answered(answer);
    }

    @Override
    public CompletableFuture<Answer> ask(String operator, Operation operation) {
      asked.add(operation);
      return answered(answer);
    }

    @Override
    public CompletableFuture<String> hostKey(HostAddress address) {
      return answered(hostKey);
    }

    @Override
    public <P extends Record, R> CompletableFuture<R> look(
        HostId host, Method<P, R> method, P params) {
      var told = looks.get(host);
      if (method.result().isInstance(told)) {
        return CompletableFuture.completedFuture(method.result().cast(told));
      }
      return failure == null
          ? super.look(host, method, params)
          : CompletableFuture.failedFuture(failure);
    }
  }
}
