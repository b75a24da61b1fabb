package org.leasehold.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A person's SSH configuration that leads nowhere, and addresses and keys that are none.
class SshRouteRefusalsTest {
  @TempDir Path folder;

  private LinkException refused(String... config) throws IOException {
    Files.write(folder.resolve("config"), List.of(config));
    var target = new SshTarget("kvm1", 0, "", List.of());
    return assertThrows(LinkException.class, () -> SshRoute.to(target, configuration(), "alice"));
  }

  private SshConfiguration configuration() {
    return new SshConfiguration(
        folder.resolve("config"), folder.resolve("known_hosts"), folder, Path.of(""));
  }

  private void assertBad(String sentence, String... config) throws IOException {
    var refused = refused(config);
    assertEquals(sentence, refused.sentence());
    assertEquals(LinkException.Kind.BAD_CONFIGURATION, refused.kind());
  }

  @Test
  void tooManyJumps() throws Exception {
    assertBad("9 jumps to one host; at most 8", "Host kvm1", "  ProxyJump a,b,c,d,e,f,g,h,i");
  }

  @Test
  void aJumpHostWithAJumpOfItsOwn() throws Exception {
    assertBad(
        "the jump host gate wants a jump of its own; name all in one ProxyJump",
        "Host kvm1",
        "  ProxyJump gate",
        "Host gate",
        "  ProxyJump outer");
  }

  @ParameterizedTest
  @CsvSource({"gate:0", "gate:65536", "bob@gate:ssh", "gate:"})
  void aPortOfAJumpThatIsNone(String jump) throws Exception {
    assertBad("not a port in ProxyJump " + jump, "Host kvm1", "  ProxyJump " + jump);
  }

  @Test
  void aJumpHostWhoseKeyIsNotKnown() throws Exception {
    var refused = refused("Host kvm1", "  ProxyJump gate", "Host gate", "  HostName 10.0.0.9");
    assertEquals(LinkException.Kind.HOST_KEY_UNKNOWN, refused.kind());
    assertEquals(
        folder.resolve("known_hosts")
            + " has no key of the jump host 10.0.0.9; log in to it once with ssh and compare the fingerprint",
        refused.sentence());
  }

  @Test
  void aConfigurationThatCannotBeRead() throws Exception {
    assertBad(
        folder.resolve("config") + " cannot be read: For input string: \"many\"",
        "Host kvm1",
        "  Port many");
  }

  @Test
  void knownHostsThatCannotBeRead() throws Exception {
    Files.createDirectory(folder.resolve("known_hosts"));
    assertBad(
        folder.resolve("known_hosts") + " cannot be read: Is a directory",
        "Host kvm1",
        "  ProxyJump gate");
  }

  @Test
  void anIdentityFileThatCannotBeNamed() throws Exception {
    assertBad(
        folder.resolve("config") + " cannot be read: Bad modifier 'q' in %q/key",
        "Host kvm1",
        "  IdentityFile %q/key");
  }

  @Test
  void anIdentityFileIsNamedByTheHostAndMayHoldAPercentSign() throws Exception {
    Files.write(
        folder.resolve("config"),
        List.of("Host kvm1", "  HostName 10.0.0.1", "  IdentityFile " + folder + "/%h_100%%"));
    var key = Files.createFile(folder.resolve("10.0.0.1_100%"));
    var target = new SshTarget("kvm1", 0, "", List.of());
    assertEquals(
        List.of(key), SshRoute.to(target, configuration(), "alice").legs().getFirst().identities());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
-oProxyCommand | 0     | alice   | not a host name, address or alias: -oProxyCommand
kvm 1          | 0     | alice   | not a host name, address or alias: kvm 1
''             | 0     | alice   | not a host name, address or alias:
kvm1           | 0     | al ice  | not a user: al ice
kvm1           | -1    | alice   | port out of 0..65535: -1
kvm1           | 65536 | alice   | port out of 0..65535: 65536
""")
  void aTargetThatIsNone(String destination, int port, String user, String sentence) {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new SshTarget(destination, port, user, List.of()));
    assertEquals(sentence, String.valueOf(refused.getMessage()).strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
ssh-ed25519               | not an SSH public key: ssh-ed25519
SSH! AAAA                 | not a type of SSH key: SSH!
ssh-ed25519 !!!           | the SSH key is not base64
ssh-ed25519 AAAA comment  | an SSH key has 32 to 4096 bytes, not 3
""")
  void aHostKeyThatIsNone(String line, String sentence) {
    var refused = assertThrows(IllegalArgumentException.class, () -> HostKey.parse(line));
    assertEquals(sentence, refused.getMessage());
  }
}
