package org.leasehold.agent.sanlock;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.leasehold.core.sanlock.HolderContract;
import org.leasehold.core.sanlock.LockspaceContract;
import org.leasehold.core.sanlock.Patience;
import org.leasehold.core.sanlock.SanlockClient;
import org.leasehold.core.sanlock.TroubleContract;
import org.leasehold.core.sanlock.VolumeContract;

/// The contract, kept by the client on sanlock's own library.
@Tag("daemon")
class JnaSanlockClientTest {
  /// Where the linker found it.
  private static Path library() throws IOException {
    var _ = NativeLibrary.getInstance(Libsanlock.NAME);
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .filter(path -> path.contains("/libsanlock_client.so"))
        .map(Path::of)
        .findFirst()
        .orElseThrow();
  }

  /// A copy of the library for each client: it knows one daemon in its life, and tests have many.
  private static SanlockClient fresh(Path runDir, Patience patience) {
    try {
      var copy = Files.createTempFile(Path.of("target"), "libsanlock", ".so").toAbsolutePath();
      Files.copy(library(), copy, StandardCopyOption.REPLACE_EXISTING);
      copy.toFile().deleteOnExit();
      return new JnaSanlockClient(Native.load(copy.toString(), Libsanlock.class), runDir, patience);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nested
  class Lockspaces extends LockspaceContract {
    @Override
    protected SanlockClient client(Path runDir, Patience patience) {
      return fresh(runDir, patience);
    }
  }

  @Nested
  class Volumes extends VolumeContract {
    @Override
    protected SanlockClient client(Path runDir, Patience patience) {
      return fresh(runDir, patience);
    }
  }

  @Nested
  class Holders extends HolderContract {
    @Override
    protected SanlockClient client(Path runDir, Patience patience) {
      return fresh(runDir, patience);
    }
  }

  @Nested
  class Trouble extends TroubleContract {
    @Override
    protected SanlockClient client(Path runDir, Patience patience) {
      return fresh(runDir, patience);
    }
  }
}
