package org.leasehold.app.console.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SshPlaceTest {
  @Test
  void aHostIsANameAnAddressOrAnAliasWithUserAndPortWhereTheyDiffer() {
    assertEquals(Optional.of(new SshPlace("kvm1", 0, "leasehold")), SshPlace.parse(" kvm1 "));
    assertEquals(
        Optional.of(new SshPlace("kvm1.example.org", 2222, "ha")),
        SshPlace.parse("ha@kvm1.example.org:2222"));
    assertEquals(
        Optional.of(new SshPlace("192.0.2.11", 22, "leasehold")), SshPlace.parse("192.0.2.11:22"));
    assertEquals(
        Optional.of(new SshPlace("2001:db8::1", 0, "leasehold")), SshPlace.parse("2001:db8::1"));
    assertEquals(
        Optional.of(new SshPlace("2001:db8::1", 22, "ha")), SshPlace.parse("ha@[2001:db8::1]:22"));
  }

  @Test
  void anythingElseIsNoHost() {
    for (var text :
        new String[] {
          "",
          " ",
          "kvm1 kvm2",
          "-oProxyCommand=x",
          "kvm1:",
          "kvm1:0",
          "kvm1:70000",
          "@kvm1",
          "ssh://kvm1",
          "a@b@c"
        }) {
      assertEquals(Optional.empty(), SshPlace.parse(text), text);
    }
  }
}
