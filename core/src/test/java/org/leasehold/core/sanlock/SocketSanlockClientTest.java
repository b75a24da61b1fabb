package org.leasehold.core.sanlock;

import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/// The contract, kept by the client in Java alone.
@Tag("daemon")
class SocketSanlockClientTest {
  @Nested
  class Lockspaces extends LockspaceContract {
    @Override
    protected SanlockClient client(Path runDir, Patience patience) {
      return new SocketSanlockClient(runDir, patience);
    }
  }

  @Nested
  class Volumes extends VolumeContract {
    @Override
    protected SanlockClient client(Path runDir, Patience patience) {
      return new SocketSanlockClient(runDir, patience);
    }
  }

  @Nested
  class Holders extends HolderContract {
    @Override
    protected SanlockClient client(Path runDir, Patience patience) {
      return new SocketSanlockClient(runDir, patience);
    }
  }

  @Nested
  class Trouble extends TroubleContract {
    @Override
    protected SanlockClient client(Path runDir, Patience patience) {
      return new SocketSanlockClient(runDir, patience);
    }
  }
}
