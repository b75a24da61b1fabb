package org.leasehold.core.sanlock;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// The sites of one test run: one that most tests share, and fresh ones for tests that kill, freeze
/// or leave. All are opened at once in the background, because each waits 3 s for its joins.
public final class SanlockSites implements AutoCloseable {
  /// Host counts of the fresh sites opened ahead.
  private static final List<Integer> AHEAD = List.of(1, 1, 2, 2, 2);

  private final CompletableFuture<SanlockSite> shared = opening(2);
  private final Map<Integer, List<CompletableFuture<SanlockSite>>> fresh = new HashMap<>();

  private SanlockSites() {
    for (int hosts : AHEAD) {
      fresh.computeIfAbsent(hosts, _ -> new ArrayList<>()).add(opening(hosts));
    }
  }

  private static CompletableFuture<SanlockSite> opening(int hosts) {
    var site = new CompletableFuture<SanlockSite>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                site.complete(SanlockSite.open(hosts));
              } catch (Throwable t) {
                site.completeExceptionally(t);
              }
            });
    return site;
  }

  /// Two hosts. Whoever uses it takes leases of his own and leaves the daemons as they are.
  SanlockSite shared() {
    return opened(shared);
  }

  /// For one test alone, which closes it.
  SanlockSite fresh(int hosts) {
    List<CompletableFuture<SanlockSite>> ahead;
    synchronized (fresh) {
      ahead = fresh.computeIfAbsent(hosts, _ -> new ArrayList<>());
      if (ahead.isEmpty()) ahead.add(opening(hosts));
      return opened(ahead.removeLast());
    }
  }

  private static SanlockSite opened(CompletableFuture<SanlockSite> opening) {
    try {
      return opening.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) throw error;
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    var left = new ArrayList<>(List.of(shared));
    synchronized (fresh) {
      fresh.values().forEach(left::addAll);
    }
    for (var site : left) {
      if (!site.isCompletedExceptionally()) site.join().close();
    }
  }

  /// Gives tests the sites of the run and closes them at its end.
  public static final class Extension implements ParameterResolver {
    private static final ExtensionContext.Namespace SPACE =
        ExtensionContext.Namespace.create(SanlockSites.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == SanlockSites.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(SPACE)
          .computeIfAbsent(SanlockSites.class, _ -> new SanlockSites(), SanlockSites.class);
    }
  }
}
