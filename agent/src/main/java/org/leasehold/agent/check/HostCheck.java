package org.leasehold.agent.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.leasehold.agent.guard.WatchFile;
import org.leasehold.agent.install.InstallCheck;
import org.leasehold.agent.rpc.Call;
import org.leasehold.agent.rpc.CheckCalls;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.model.Grade;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.sanlock.SanlockClient;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.Leader;

/// The check of this host, for the command line and for the engine.
public final class HostCheck implements CheckCalls {
  private static final long SECONDS_MAX = 5;
  private static final int LEADER_BYTES = 512;

  private final HostInspection inspection;

  public HostCheck(SanlockClient sanlock) {
    inspection =
        new HostInspection(Path.of("/"), sanlock, HostCheck::guardRuns, HostCheck::heartbeatName);
  }

  /// @param grade how well leases are enforced here (S12)
  /// @param findings grave ones first
  public record Result(Grade grade, List<HostTopic.CheckLine> findings) {}

  public Result look() {
    var facts = inspection.facts();
    var lines = new ArrayList<HostTopic.CheckLine>();
    for (var one : CheckRules.findings(facts)) {
      lines.add(new HostTopic.CheckLine(one.id(), one.grave(), one.what(), one.fix()));
    }
    lines.addAll(InstallCheck.ofThisHost().findings());
    lines.sort((one, other) -> Boolean.compare(other.grave(), one.grave()));
    return new Result(CheckRules.grade(facts), List.copyOf(lines));
  }

  @Override
  public HostTopic.Checked check(Call call) {
    return new HostTopic.Checked(look().findings());
  }

  private static boolean guardRuns() {
    try {
      var process =
          new ProcessBuilder(
                  List.of("/usr/bin/systemctl", "is-active", "--quiet", "leasehold-guard.service"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) return process.exitValue() == 0;
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// On a thread of its own: the volume may hang.
  private static String heartbeatName(WatchFile.Watched lockspace) {
    var read = CompletableFuture.supplyAsync(() -> read(lockspace));
    try {
      return read.get(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    } catch (ExecutionException | TimeoutException e) {
      return "";
    }
  }

  private static String read(WatchFile.Watched lockspace) {
    if (!Files.exists(lockspace.volume())) return "";
    try (var file = DirectBlockFile.read(lockspace.volume())) {
      var bytes = new byte[LEADER_BYTES];
      file.read(0, bytes, 0, bytes.length);
      int sectorBytes = Leader.decode(bytes, 0).sectorBytes() == 4096 ? 4096 : 512;
      long at = (long) (lockspace.host().value() - 1) * sectorBytes;
      if (file.read(at, bytes, 0, bytes.length) < bytes.length) return "";
      var own = Leader.decode(bytes, 0);
      boolean isHeartbeat = own.magic() == Leader.DELTA_MAGIC && own.checksumHolds();
      return isHeartbeat && own.timestamp() != 0 ? own.resourceName() : "";
    } catch (BlockFileException e) {
      return "";
    }
  }
}
