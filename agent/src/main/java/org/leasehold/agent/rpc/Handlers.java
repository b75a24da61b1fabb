package org.leasehold.agent.rpc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Method;

/// Which methods this agent offers, and who does them. Filled once at the start.
public final class Handlers {
  /// Does one method.
  @FunctionalInterface
  public interface Handler<P extends Record, R> {
    R handle(P params, Call call) throws CallException, InterruptedException;
  }

  /// A method with its handler.
  record Bound<P extends Record, R>(Method<P, R> method, Handler<P, R> handler) {}

  private final Map<String, Bound<?, ?>> bound = new TreeMap<>();

  public <P extends Record, R> Handlers on(Method<P, R> method, Handler<P, R> handler) {
    if (bound.put(method.name(), new Bound<>(method, handler)) != null) {
      throw new IllegalStateException("two handlers of " + method.name());
    }
    return this;
  }

  Optional<Bound<?, ?>> find(String name) {
    return Optional.ofNullable(bound.get(name));
  }

  public List<String> names() {
    return List.copyOf(bound.keySet());
  }
}
