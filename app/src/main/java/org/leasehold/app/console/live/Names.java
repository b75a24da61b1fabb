package org.leasehold.app.console.live;

import java.util.List;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;

/// Names for people.
public final class Names {
  private Names() {}

  public static String of(EngineState state, HostId host) {
    var document = state.document();
    var entry = document == null ? null : document.hosts().get(host);
    return entry == null ? "host " + host : entry.name();
  }

  public static String of(EngineState state, VmId vm) {
    var document = state.document();
    var entry = document == null ? null : document.vms().get(vm);
    return entry == null ? vm.text() : entry.name();
  }

  /// `kvm1`, `kvm1 and kvm3`, `kvm1, kvm2 and kvm3`
  public static String list(List<String> names) {
    if (names.isEmpty()) return Texts.say("list.nobody");
    if (names.size() == 1) return names.getFirst();
    return Texts.say(
        "list.and", String.join(", ", names.subList(0, names.size() - 1)), names.getLast());
  }

  public static String hosts(EngineState state, List<HostId> hosts) {
    return list(hosts.stream().map(host -> of(state, host)).toList());
  }

  /// `kvm2` instead of `host 2` in a sentence of the engine.
  public static String inText(EngineState state, String text) {
    var document = state.document();
    var said = text;
    if (document == null || !said.contains("host ")) return said;
    for (var host : document.hosts().values()) {
      said = said.replaceAll("\\bhost " + host.id() + "\\b(?! generation)", host.name());
      said = said.replace("host " + host.name(), host.name());
    }
    return said;
  }
}
