package org.leasehold.core.monitor;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Work that blocks, on a virtual thread of its own; cancelling its future interrupts it.
final class Aside {
  private Aside() {}

  static <T> CompletableFuture<T> run(String name, Callable<T> work) {
    var future = new CompletableFuture<T>();
    var thread =
        Thread.ofVirtual()
            .name(name)
            .start(
                () -> {
                  try {
                    future.complete(work.call());
                  } catch (Exception e) {
                    future.completeExceptionally(e);
                  }
                });
    BiConsumer<@Nullable T, @Nullable Throwable> ended =
        (_, _) -> {
          if (future.isCancelled()) thread.interrupt();
        };
    var _ = future.whenComplete(ended);
    return future;
  }
}
