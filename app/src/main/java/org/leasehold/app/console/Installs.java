package org.leasehold.app.console;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.leasehold.app.cli.host.PlannedInstall;
import org.leasehold.app.console.hosts.HostInstaller;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.monitor.Answer;

/// Installs agents from this computer, away from the window's thread.
final class Installs implements HostInstaller {
  @Override
  public CompletableFuture<HostInstaller.Plan> plan(
      String name, HostAddress address, String rootUser, List<String> engines) {
    return aside(
        "installing on " + name,
        () -> new OnHost(PlannedInstall.of(name, address, rootUser, engines)));
  }

  private static <T> CompletableFuture<T> aside(String what, Callable<T> work) {
    var future = new CompletableFuture<T>();
    Thread.ofVirtual()
        .name(what)
        .start(
            () -> {
              try {
                future.complete(work.call());
              } catch (IOException e) {
                future.completeExceptionally(e);
              } catch (Exception e) {
                future.completeExceptionally(new IOException(e.toString(), e));
              }
            });
    return future;
  }

  private record OnHost(PlannedInstall planned) implements HostInstaller.Plan {
    @Override
    public List<String> steps() {
      return planned.steps();
    }

    @Override
    public CompletableFuture<Answer> carryOut() {
      return aside("installing", planned::carryOut);
    }

    @Override
    public void close() {
      var _ =
          aside(
              "logging out",
              () -> {
                planned.close();
                return true;
              });
    }
  }
}
