package org.leasehold.agent.vm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.leasehold.core.model.VmId;

/// Whether Pacemaker of this host would start a VM too (S6).
///
/// @param cib Pacemaker's configuration, `/var/lib/pacemaker/cib/cib.xml`
record PacemakerVms(Path cib) {
  private static final long CIB_BYTES_MAX = 16L << 20;

  /// @return what it is and what to do; empty where there is no such resource
  Optional<String> resourceOf(VmId vm, String name) {
    try {
      if (!Files.isRegularFile(cib) || Files.size(cib) > CIB_BYTES_MAX) return Optional.empty();
      var text = Files.readString(cib, StandardCharsets.UTF_8);
      boolean named =
          text.contains("VirtualDomain")
              && (text.contains("/" + name + ".xml") || text.contains(vm.text()));
      return named
          ? Optional.of(
              "Pacemaker's VirtualDomain resource of VM %s; delete it there first".formatted(name))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "Pacemaker, perhaps: its configuration %s cannot be read: %s"
              .formatted(cib, e.getMessage()));
    }
  }
}
