package org.leasehold.app.cli.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.monitor.Snapshot;
import picocli.CommandLine;

class ExplainCommandTest {
  /// The name was found in one snapshot; in the next the VM is gone.
  @Test
  void aVmThatIsReleasedMeanwhileIsNotExplained() {
    var cluster = new DemoCluster(0, 1);
    cluster.settle();
    var names = Names.of(cluster.snapshot());
    var later =
        new Snapshot(
            9,
            "desk1",
            "",
            EngineState.EMPTY,
            0,
            new TreeMap<>(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    var face =
        new StillFace(cluster) {
          @Override
          public Snapshot latest() {
            return later;
          }
        };
    var command = new ExplainCommand();
    new CommandLine(command).parseArgs("mail");
    var e = assertThrows(Exception.class, () -> command.run(face, names));
    assertEquals(
        "the engine knows nothing of mail any more; see: leasehold vm list", e.getMessage());
  }
}
