package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.VmEntry;

/// Shows that a safeguard holds a start which the engine without it would ask for.
final class HeldStart {
  private HeldStart() {}

  /// The same facts, told to a sound engine and to one without the safeguard.
  static void holds(Safeguard safeguard, String why, Consumer<Rig> facts, VmEntry... vms) {
    var sound = new Rig(new Engine(), 3, List.of(vms));
    facts.accept(sound);
    assertEquals(List.of(), sound.startTexts(), "sound engine");
    assertEquals(why, sound.why("a"));
    var broken = new Rig(Engine.without(safeguard), 3, List.of(vms));
    facts.accept(broken);
    assertEquals(1, broken.starts().size(), "engine without " + safeguard);
  }

  /// Host 1 runs the VM, then dies without a word; 200 s later its lease may be taken.
  static void hostOneDies(Rig rig) {
    rig.running("a", 1).started().run(20);
    rig.dies(1);
    rig.run(200);
  }

  static Memory memory(Rig rig, boolean handsOff) {
    return new Memory(
        new Epoch(1),
        List.of(new Memory.OfHost(rig.host(1).id, rig.host(1).bootId(), List.of(), false, false)),
        List.of(
            new Memory.OfVm(
                Rig.id("a"),
                VmStatus.UP,
                rig.host(1).id,
                rig.host(1).bootId(),
                null,
                ExitStatus.UNKNOWN,
                handsOff,
                false,
                null)),
        false);
  }

  /// The last look before a start there, whatever placement and evidence say.
  static StartCase onto(Rig rig, int host, StartEvidence evidence) {
    var t = rig.turn();
    var target = rig.record(host);
    return new StartCase(
        t,
        rig.record("a"),
        Objects.requireNonNull(t.entry(Rig.id("a"))),
        target,
        Objects.requireNonNull(target.report()),
        Rig.STORE,
        Sights.lockspace(target, Rig.STORE),
        evidence,
        null);
  }
}
