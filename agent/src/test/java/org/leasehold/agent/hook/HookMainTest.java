package org.leasehold.agent.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leasehold.core.volume.Leader;

/// What libvirt shows of the hook: each refusal with its sentence and its exit code.
class HookMainTest {
  private static final String HEAD = "leasehold-protected 1\n";
  private static final String VM = "vm u1 ls vm1 3145728 1 /none/xleases\nname u1 mail\n";

  @TempDir Path folder;
  private Path list;

  @BeforeEach
  void aProtectedVm() throws Exception {
    list = folder.resolve("protected");
    Files.writeString(list, HEAD + VM + "disk u1 /d/mail.raw\n");
  }

  private void ends(int code, String said, String xml, String... args) {
    var err = new ByteArrayOutputStream();
    var in = new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8));
    int ended = HookMain.run(args, list, in, new PrintStream(err, true, StandardCharsets.UTF_8));
    assertEquals(code + ": " + said, ended + ": " + err.toString(StandardCharsets.UTF_8).strip());
  }

  private static String domain(String uuid, String more) {
    return """
    <domain><name>web</name><uuid>%s</uuid>%s
      <devices><disk><source file='/d/mail.raw'/></disk>
        <lease><lockspace>ls</lockspace><key>vm1</key>
          <target path='/none/xleases' offset='3145728'/></lease></devices></domain>
    """
        .formatted(uuid, more);
  }

  private static String withoutLease() {
    return domain("u9", "").replaceAll("(?s)<lease>.*</lease>", "");
  }

  @Test
  void aDiskOfAProtectedVm() {
    ends(
        4,
        "leasehold: disk /d/mail.raw belongs to protected VM mail, and web has not its lease (vm1"
            + " in lockspace ls at /none/xleases:3145728); start it with Leasehold, or release it"
            + " first",
        withoutLease(),
        "web",
        "prepare",
        "begin",
        "-");
    ends(0, "", withoutLease(), "web", "stopped", "end", "-");
    ends(0, "", domain("u1", ""), "web", "prepare", "begin", "-");
  }

  @Test
  void anImageWithoutItsVersionOrWhoseLeaseCannotBeRead() {
    ends(
        4,
        "leasehold: the saved image of protected VM web does not say at which version of its lease"
            + " it was saved; it is not restored",
        domain("u1", ""),
        "web",
        "restore",
        "begin",
        "-");
    ends(
        4,
        "leasehold: the saved image of protected VM web is not restored: its lease at /none/xleases"
            + " cannot be read",
        domain("u1", "<metadata>" + SavedVersion.element(7) + "</metadata>"),
        "web",
        "restore",
        "begin",
        "-");
  }

  @Test
  void anImageOfAnotherVersionOrOfALeaseThatIsHeld() {
    stale("version 6, and the lease is at version 7 of host 1", 6, 1, 0);
    stale("version 7, and the lease is at version 7 of host 2", 7, 2, 0);
    stale("version 7, and the lease is at version 7 of host 1, held", 7, 1, 55);
  }

  private static void stale(String what, long saved, long owner, long timestamp) {
    var vm =
        new ProtectedDisks.Vm(
            "u1", "ls", "vm1", 0, 1, Path.of("/x"), List.of("/d/mail.raw"), "mail");
    var image =
        new HookDomain(
            "web",
            "u1",
            List.of("/d/mail.raw"),
            List.of(new HookDomain.Lease("ls", "vm1", "/x", 0)),
            OptionalLong.of(saved));
    var world =
        new HookRules.World() {
          @Override
          public boolean isSameDisk(String one, String other) {
            return one.equals(other);
          }

          @Override
          public Optional<Leader> leader(ProtectedDisks.Vm of) {
            return Optional.of(HookRulesTest.leader(owner, 7, timestamp));
          }
        };
    assertEquals(
        Optional.of(
            "the saved image of protected VM web is of lease %s: the VM has run since; it is not restored"
                .formatted(what)),
        HookRules.refusal(
            HookRules.Operation.RESTORE, image, new ProtectedDisks(List.of(vm)), world));
  }

  @Test
  void whatCannotBeReadEndsWithThree() {
    ends(
        3,
        "leasehold: the hook failed: the domain's XML has a document type",
        "<!DOCTYPE domain><domain/>",
        "web",
        "prepare");
    ends(
        3,
        "leasehold: the hook failed: For input string: \"x\"",
        "<domain><devices><lease><target offset='x'/></lease></devices></domain>",
        "web",
        "prepare");
  }

  @Test
  void aWrongCallIsToldHowItIsCalled() {
    ends(2, "Usage: leasehold-hook VM OPERATION SUB-OPERATION EXTRA < DOMAIN-XML", "", "web");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          what is this|not understood: 'what is this'
          vm u2 ls|not understood: 'vm u2 ls': Index 3 out of bounds for length 3
          vm u2  vm2 0 1 /x|not understood: 'vm u2  vm2 0 1 /x': empty or with a space: ''
          vm u2 ls vm2 x 1 /x|not understood: 'vm u2 ls vm2 x 1 /x': For input string: "x"
          disk u7 /d|not understood: 'disk u7 /d': no such VM
          disk u1 |not understood: 'disk u1 ': not a disk's name: ''
          name u1 |not understood: 'name u1 ': not a VM's name: ''
          """)
  void aLineOfTheListThatIsNotUnderstoodIsLeftOutAndSaid(String line, String complaint) {
    var complaints = new ArrayList<String>();
    var left = ProtectedDisks.parse(HEAD + VM + line + "\n", complaints);
    assertEquals(List.of(complaint), complaints);
    assertEquals(List.of("mail"), left.vms().stream().map(ProtectedDisks.Vm::name).toList());
  }

  /// The disks it still names stay protected.
  @Test
  void aListOfAnotherFormatIsReadAsFarAsItGoesAndSaid() throws Exception {
    Files.writeString(list, Files.readString(list).replace(HEAD, ""));
    ends(
        4,
        "leasehold: %s: the first line is not 'leasehold-protected 1'\nleasehold: disk /d/mail.raw belongs to protected VM mail, and web has not its lease (vm1 in lockspace ls at /none/xleases:3145728); start it with Leasehold, or release it first"
            .formatted(list),
        withoutLease(),
        "web",
        "prepare");
  }
}
