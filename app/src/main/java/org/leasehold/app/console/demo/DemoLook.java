package org.leasehold.app.console.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.VmTopic;

/// What the demo's hosts answer when they are looked at: as an agent would on such a host.
final class DemoLook {
  private DemoLook() {}

  /// @return null where the demo has nothing to say
  static @Nullable Object answer(
      HostId host, Method<?, ?> method, @Nullable ClusterDocument document) {
    if (method.equals(ClusterTopic.GET_DOCUMENT)) {
      return new ClusterTopic.Kept(document, List.of());
    }
    if (method.equals(HostTopic.CHECK)) return check(host);
    if (method.equals(VmTopic.LIST)) return domains(host);
    return null;
  }

  private static HostTopic.Checked check(HostId host) {
    var sleep =
        new HostTopic.CheckLine(
            "host.sleep",
            false,
            "the sleep targets are not masked",
            "systemctl mask sleep.target suspend.target hibernate.target");
    var watchdog =
        new HostTopic.CheckLine(
            "watchdog.soft",
            false,
            "wdmd uses softdog: a kernel that stands still is not reset",
            "enable the hardware watchdog in the firmware, and load its module");
    return new HostTopic.Checked(
        switch (host.value()) {
          case 2 -> List.of(sleep);
          case 3 -> List.of(watchdog);
          default -> List.of();
        });
  }

  private static VmTopic.Domains domains(HostId host) {
    if (host.value() != 1) return new VmTopic.Domains(List.of());
    return new VmTopic.Domains(
        List.of(
            new VmTopic.Domain(new VmId("intranet"), "intranet", "running", true, true, false),
            new VmTopic.Domain(new VmId("fax"), "fax", "shut off", true, false, false)));
  }
}
