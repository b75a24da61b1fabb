package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.agent.vm.HypervisorException.Kind;
import org.leasehold.core.protocol.VmTopic;

/// Definitions that a VM cannot have, and files of them that are not understood: each with its
/// sentence.
class DefinitionRefusalsTest extends WithOneHost {
  private VmTopic.CheckedDefinition checked(String xml) {
    return new DefinitionCheck(parts)
        .of(new VmTopic.CheckDefinition(MAIL, "mail", xml("mail", "none", ""), xml));
  }

  private void obstacles(List<String> sentences, String xml) {
    assertEquals(sentences, checked(xml).obstacles());
  }

  @Test
  void anotherVm() {
    obstacles(
        List.of("it is the XML of web (%s); name and uuid of a VM stay".formatted(MAIL)),
        xml("web", "none", ""));
    var other = "6f1d2c3b-0000-4000-8000-000000000002";
    obstacles(
        List.of("it is the XML of mail (%s); name and uuid of a VM stay".formatted(other)),
        xml("mail", "none", "").replace(MAIL.text(), other));
  }

  @Test
  void aDiskThatALeaseCannotProtect() {
    obstacles(
        List.of("disk vda is shared with other VMs; a lease cannot protect it"),
        xml("mail", "none", "").replace("<target", "<shareable/><target"));
    obstacles(
        List.of("disk vda has cache='': set 'none' or 'directsync' (S5)"), xml("mail", "", ""));
  }

  @Test
  void filesAndDevicesOfOneHost() {
    obstacles(
        List.of(
            "NVRAM is on this host only (/var/lib/libvirt/nvram/mail.fd); put it on the shared"
                + " storage",
            "TPM state is on this host only (/var/lib/libvirt/swtpm); put it on the shared storage",
            "it uses a pci device of this host; take it away"),
        xml("mail", "none", "<tpm model='tpm-crb'/><hostdev mode='subsystem' type='pci'/>")
            .replace("<os>", "<os><nvram>/var/lib/libvirt/nvram/mail.fd</nvram>"));
  }

  @Test
  void whatCannotBeReadOrLibvirtDoesNotTake() {
    obstacles(List.of("the XML describes a network, not a VM"), "<network/>");
    failures.put("examine", trouble(Kind.UNSUPPORTED, "unsupported machine type"));
    obstacles(List.of("libvirt: unsupported machine type"), xml("mail", "none", ""));
    assertEquals("", checked(xml("mail", "none", "")).xml());
  }

  @Test
  void aFileThatIsNotUnderstoodStaysAndIsSaid() throws Exception {
    var broken = folder.resolve("definitions").resolve("a.json");
    var empty = folder.resolve("definitions").resolve("b.json");
    Files.writeString(broken, "{");
    Files.writeString(empty, "{}");
    var store = DefinitionStore.open(folder);
    assertEquals(List.of(definition(4, SPACE)), List.copyOf(store.all()));
    assertEquals(
        List.of(
            "the definition in %s is not understood: java.io.EOFException: End of input at line 1 column 2 path $."
                .formatted(broken),
            "the definition in %s is not understood: Definition: revision below 1: 0"
                .formatted(empty)),
        store.complaints());
    assertEquals("{", Files.readString(broken));
  }
}
