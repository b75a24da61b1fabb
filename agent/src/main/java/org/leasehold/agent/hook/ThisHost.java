package org.leasehold.agent.hook;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.Leader;

/// Asks the host's file systems, for five seconds in all: storage that hangs must not hold libvirt
/// up, least of all for a VM that has nothing to do with it.
final class ThisHost implements HookRules.World {
  private static final long BUDGET_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int LEADER_BYTES = 512;

  private final long giveUpNanos = System.nanoTime() + BUDGET_NANOS;
  private final Map<String, Optional<String>> identities = new HashMap<>();

  @Override
  public boolean isSameDisk(String one, String other) {
    if (one.equals(other)) return true;
    if (!one.startsWith("/") || !other.startsWith("/")) return false;
    var identity = identity(one);
    return identity.isPresent() && identity.equals(identity(other));
  }

  private Optional<String> identity(String path) {
    return identities.computeIfAbsent(path, one -> soon(() -> DiskIdentity.of(Path.of(one))));
  }

  @Override
  public Optional<Leader> leader(ProtectedDisks.Vm vm) {
    return soon(
        () -> {
          try (var volume = DirectBlockFile.read(vm.volume())) {
            var bytes = new byte[LEADER_BYTES];
            int got = volume.read(vm.offsetBytes(), bytes, 0, bytes.length);
            if (got < bytes.length) throw new IOException("the volume ends before the lease");
            return Leader.decode(bytes, 0);
          }
        });
  }

  private interface Look<T> {
    T take() throws IOException, BlockFileException;
  }

  private <T> Optional<T> soon(Look<T> look) {
    long leftNanos = giveUpNanos - System.nanoTime();
    if (leftNanos <= 0) return Optional.empty();
    var answer = new CompletableFuture<T>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                answer.complete(look.take());
              } catch (IOException | BlockFileException | RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    try {
      return Optional.of(answer.get(leftNanos, TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }
}
