package org.leasehold.installer.failover;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.leasehold.installer.agents.Lab;

/// What the stories of power devices have in common.
final class PowerStory {
  private PowerStory() {}

  /// Times that let a story be told in minutes; each is within its allowed range.
  static void hurry(Cluster cluster) throws IOException, InterruptedException {
    cluster
        .engine
        .run(
            "settings",
            // Below 2N of a store with io_timeout 1.
            "watching.evidenceAgeMax=1.9s",
            "detection.graceBase=15s",
            "treatment.quietAfterStart=0s",
            "treatment.leaseQuiet=0s",
            "treatment.fenceQuiet=20s",
            "treatment.softFencing=false",
            "treatment.powerCheckEvery=30s",
            "--yes")
        .orFail();
  }

  /// `host power set`, with the address of a host's own BMC.
  static EngineProcess.Said set(Cluster cluster, String host, String... more)
      throws IOException, InterruptedException {
    return setAt(cluster, host, bmc(cluster.lab, host, "address"), more);
  }

  static EngineProcess.Said setAt(Cluster cluster, String host, String address, String... more)
      throws IOException, InterruptedException {
    var line =
        new ArrayList<>(
            List.of(
                "host",
                "power",
                "set",
                host,
                "--agent",
                "fence_ipmilan",
                "--ip",
                address,
                "--username",
                bmc(cluster.lab, host, "user"),
                "--option",
                "lanplus=1",
                "--option",
                "cipher=" + bmc(cluster.lab, host, "cipher"),
                "--password-file",
                bmc(cluster.lab, host, "password_file"),
                "--yes"));
    line.addAll(List.of(more));
    return cluster.engine.run(line.toArray(String[]::new));
  }

  private static String bmc(Lab lab, String host, String field)
      throws IOException, InterruptedException {
    return lab.status(host).getAsJsonObject("bmc").get(field).getAsString();
  }

  /// `on` or `off`, by what the lab knows.
  static String power(Cluster cluster, String host) throws IOException, InterruptedException {
    return cluster.lab.status(host).get("state").getAsString();
  }

  /// A kernel that hangs: nothing runs, nothing answers, no heartbeat, power on. The lab's hosts
  /// share one kernel, which would still take connections for them.
  static void hangs(Cluster cluster, String host) throws IOException, InterruptedException {
    cluster.pull("freeze", host, "everything");
    cluster.pull("cut-network", host);
  }

  /// It goes on where it stood still.
  static void wakes(Cluster cluster, String host) throws IOException, InterruptedException {
    cluster.pull("heal-network", host);
    cluster.pull("thaw", host);
  }
}
