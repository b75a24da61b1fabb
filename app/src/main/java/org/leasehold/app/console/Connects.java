package org.leasehold.app.console;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.leasehold.app.console.connect.Connector;
import org.leasehold.app.engine.Introduction;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.monitor.Answer;

/// Connects with the keys of this user's `~/.ssh` and ssh-agent, away from the window's thread.
final class Connects implements Connector {
  private final Introduction cluster = Introduction.ofThisUser(null);

  @Override
  public CompletableFuture<String> hostKey(String name, HostAddress at) {
    return aside("looking at " + name, () -> cluster.shownKey(name, at));
  }

  @Override
  public CompletableFuture<Answer> connect(String name, HostAddress pinned) {
    return aside("connecting to " + name, () -> cluster.connect(name, pinned));
  }

  private static <T> CompletableFuture<T> aside(String what, Callable<T> work) {
    var future = new CompletableFuture<T>();
    Thread.ofVirtual()
        .name(what)
        .start(
            () -> {
              try {
                future.complete(work.call());
              } catch (Exception e) {
                future.completeExceptionally(e);
              }
            });
    return future;
  }
}
