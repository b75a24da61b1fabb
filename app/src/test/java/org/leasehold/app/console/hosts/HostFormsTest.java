package org.leasehold.app.console.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.effect.Effect;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;

/// What is not offered for a host, and what its forms say against what is typed, each in whole.
class HostFormsTest {
  private static final HostId KVM2 = new HostId(2);

  private final DemoCluster cluster = new DemoCluster(1_700_000_000_000L, 7);
  private final Desk desk =
      new Desk(new StillFace(cluster), "anna", new Times(ZoneOffset.UTC), Runnable::run);

  HostFormsTest() {
    cluster.settle();
  }

  private HostEntry host(HostId id) {
    var document = Objects.requireNonNull(cluster.snapshot().state().document());
    return Objects.requireNonNull(document.hosts().get(id));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
''     |               |       | leasehold | root  | ''
kvm 4  |               |       | leasehold | root  | A name has letters, digits, dots and dashes, at most 63.
kvm2   |               |       | leasehold | root  | There is a host kvm2 already.
kvm4   | a/b           |       | leasehold | root  | That is no name or address.
kvm4   | kvm4.example  | 65536 | leasehold | root  | A port is a number up to 65535.
kvm4   | kvm4.example  | ssh   | leasehold | root  | A port is a number up to 65535.
kvm4   | kvm4.example  | 22    | a b       | root  | A login has letters, digits, dots and dashes.
kvm4   | kvm4.example  | 22    | leasehold | ''    | A login has letters, digits, dots and dashes.
""")
  void aNewHostThatIsTypedWrong(
      String name, String address, String port, String user, String root, String sentence) {
    var model = new AddHostModel(desk, null);
    model.name().set(name);
    model.address().set(Objects.requireNonNullElse(address, ""));
    model.port().set(Objects.requireNonNullElse(port, ""));
    model.user().set(user);
    model.rootUser().set(root);
    assertEquals(sentence, model.said().get().text());
    assertTrue(model.off().get());
    model.next();
    assertEquals(AddHostModel.Stage.WHERE, model.stage().get());
  }

  @Test
  void aPasswordThatCannotBeKeptOrSent() {
    var model = new PowerSetModel(desk, host(KVM2), "");
    model.password().set("one\ntwo");
    assertEquals("The password is too long or has line breaks.", model.said().get().text());
    model.password().set("one");
    model.keep().set(true);
    assertEquals("Either a new password, or the one it has.", model.said().get().text());
  }

  private Effect effect(HostAction action, int host) {
    return new HostEffects(action, new HostId(host)).of(cluster.snapshot(), "");
  }

  @Test
  void whatIsNotOfferedForAHost() {
    for (var action : HostAction.values()) {
      assertEquals("no host of this cluster any more", effect(action, 9).blocked());
    }
    assertEquals("it is not in maintenance", effect(HostAction.END, 2).blocked());
    assertEquals("it must be in maintenance first", effect(HostAction.REMOVE, 2).blocked());
    cluster.ask("anna", new Request.HostMaintenance(KVM2, true));
    cluster.advance(3);
    assertEquals("it is in maintenance already", effect(HostAction.MAINTENANCE, 2).blocked());
    assertEquals(
        "6 VMs are still there; wait until they are moved", effect(HostAction.REMOVE, 2).blocked());
    cluster.advance(240);
    assertEquals("", effect(HostAction.REMOVE, 2).blocked());
  }

  @Test
  void powerThatIsNotSwitchedIsNotSwitchedOff() {
    var kvm2 = host(KVM2);
    cluster.ask("anna", new Request.SetFence(KVM2, kvm2.fence().enabled(false)));
    cluster.advance(2);
    var disable = new PowerEffects(PowerEffects.Change.DISABLE, KVM2, "");
    assertEquals("it is not switched already", disable.of(cluster.snapshot(), "").blocked());
  }
}
