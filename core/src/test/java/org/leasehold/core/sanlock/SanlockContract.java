package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/// What every implementation of [SanlockClient] must do, tried on real daemons. The parts are
/// [LockspaceContract], [VolumeContract], [HolderContract] and [TroubleContract].
///
/// "Ours" is the implementation under test and always talks to host 1; what other hosts do is done
/// by the reference client.
@Tag("daemon")
@ExtendWith(SanlockSites.Extension.class)
public abstract class SanlockContract {
  static final Duration SOON = Duration.ofSeconds(15);

  /// Makes a client under test for the daemon with this run directory.
  ///
  /// Each test calls this once and uses only the client it made last: an implementation that can
  /// reach but one daemon per JVM may switch over here.
  protected abstract SanlockClient client(Path runDir, Patience patience);

  final SanlockClient ours(SanlockSite site) {
    return client(site.host(1).runDir(), Patience.DEFAULT);
  }

  static SanlockException.Refused assertRefused(SanlockCode code, Executable call) {
    var refused = assertThrows(SanlockException.Refused.class, call);
    assertEquals(code, refused.code(), refused.getMessage());
    return refused;
  }

  /// Tries something until it works or 15 s have passed.
  static void eventually(Executable attempt) throws Exception {
    long giveUp = System.nanoTime() + SOON.toNanos();
    while (true) {
      try {
        attempt.execute();
        return;
      } catch (Throwable t) {
        if (System.nanoTime() > giveUp) fail("still not after " + SOON, t);
        Thread.sleep(100);
      }
    }
  }
}
