package org.leasehold.app.console.whatif;

import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.sim.Plug;

/// Plugs for people.
final class PlugWords {
  private PlugWords() {}

  /// `kvm2 loses power`
  static String of(Plug plug, EngineState state) {
    return switch (plug) {
      case Plug.Power p -> Texts.say("plug.power", Names.of(state, p.host()));
      case Plug.TwoHosts p ->
          Texts.say("plug.two", Names.of(state, p.first()), Names.of(state, p.second()));
      case Plug.Management p -> Texts.say("plug.management", Names.of(state, p.host()));
      case Plug.StoragePath p -> Texts.say("plug.path", Names.of(state, p.host()));
      case Plug.Store p -> Texts.say("plug.store", store(state, p.store()));
    };
  }

  static String store(EngineState state, LockspaceName domain) {
    var document = state.document();
    var entry = document == null ? null : document.stores().get(domain);
    return entry == null ? domain.text() : entry.name();
  }
}
