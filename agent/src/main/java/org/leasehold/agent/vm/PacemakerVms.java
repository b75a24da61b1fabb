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
      if (!Files.isRegularFile(cib)) return Optional.empty();
      long bytes = Files.size(cib);
      if (bytes > CIB_BYTES_MAX) return Optional.of(tooLarge(bytes, name));
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

  /// What was not read may start the VM.
  private String tooLarge(long bytes, String name) {
    return "Pacemaker, perhaps: its configuration %s has %d bytes, more than %d, and was not read; if Pacemaker starts VM %s, delete that resource; then make the file smaller"
        .formatted(cib, bytes, CIB_BYTES_MAX, name);
  }
}
