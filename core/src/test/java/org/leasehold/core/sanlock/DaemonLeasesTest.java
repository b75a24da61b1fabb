package org.leasehold.core.sanlock;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.volume.BlockFile;
import org.leasehold.core.volume.LeaseDaemon;
import org.leasehold.core.volume.LeaseDaemonContract;

/// The volume's port over real sanlock daemons.
@Tag("daemon")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DaemonLeasesTest extends LeaseDaemonContract {
  private @Nullable JoinedVolume joined;
  private @Nullable DirectBlockFile file;
  private int slots = 3;

  @BeforeAll
  void threeDaemonsTwoJoined() throws Exception {
    var volume = JoinedVolume.open(new LockspaceName(LOCKSPACE), GEOMETRY, 2, 1);
    volume.awaitMutualSight();
    joined = volume;
    file = volume.write();
  }

  @AfterAll
  void end() throws Exception {
    if (file != null) file.close();
    if (joined != null) joined.close();
  }

  private JoinedVolume joined() {
    return Objects.requireNonNull(joined);
  }

  @Override
  protected LeaseDaemon host(int id) {
    return joined().leases(id);
  }

  @Override
  protected LeaseDaemon outsider() {
    return joined().leases(3);
  }

  @Override
  protected BlockFile volume() {
    return Objects.requireNonNull(file);
  }

  @Override
  protected int freshSlot() {
    return ++slots;
  }
}
