package org.leasehold.agent.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.protocol.HostInstall;

/// An engine as a service, on a host that is a folder.
class EngineInstallationTest {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEngineEngineEngineEngineEngineEngineEng";
  private static final String UNIT = "etc/systemd/system/leasehold-engine.service";

  @TempDir Path folder;
  private Path root = Path.of("");
  private final List<String> ran = new ArrayList<>();

  @BeforeEach
  void aHostWithAnAgentInACluster() throws IOException {
    root = Files.createDirectories(folder.resolve("root"));
    var installer = Path.of("..").toAbsolutePath().normalize().resolve("installer");
    write(
        folder.resolve("image/share/units/leasehold-engine.service"),
        Files.readString(installer.resolve("units/leasehold-engine.service")));
    write(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
    write(root.resolve("etc/group"), "root:x:0:\nleasehold:x:999:\n");
    write(
        root.resolve("var/lib/leasehold/document/current.json"),
        "{\"schema\":1,\"document\":{\"epoch\":7}}");
    write(root.resolve("opt/.leasehold-engine-incoming/bin/leasehold"), "#!/bin/sh\n");
    Files.createDirectories(root.resolve("etc/systemd/system"));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Commands.Ended run(List<String> words) throws IOException {
    ran.add(String.join(" ", words));
    var last = words.getLast();
    var passwd = root.resolve("etc/passwd");
    switch (words.getFirst()) {
      case Commands.USERADD ->
          Files.writeString(passwd, Files.readString(passwd) + last + ":x:998:999:::\n");
      case Commands.USERDEL -> Files.writeString(passwd, "root:x:0:0:root:/root:/bin/sh\n");
      case Commands.SSH_KEYGEN -> {
        write(Path.of(last), "private");
        write(Path.of(last + ".pub"), KEY + " leasehold-engine\n");
      }
      case Commands.SYSTEMCTL -> {
        var wants = root.resolve("etc/systemd/system/multi-user.target.wants");
        Files.createDirectories(wants);
        if (words.get(1).equals("enable")) {
          Files.createSymbolicLink(wants.resolve(last), Path.of("/etc/systemd/system", last));
        }
        if (words.get(1).equals("disable")) Files.delete(wants.resolve(last));
      }
      default -> {
        return new Commands.Ended(0, "");
      }
    }
    return new Commands.Ended(0, "");
  }

  private EngineInstallation installation() throws IOException {
    return new EngineInstallation(new Where(root, folder.resolve("image")), this::run);
  }

  private static HostInstall.EngineOrder order(boolean dryRun) {
    return new HostInstall.EngineOrder(3, dryRun);
  }

  @Test
  void itRunsAsAUserOfItsOwnAndKnowsItsHostAndTheCluster() throws Exception {
    var told = installation().install(order(false));
    assertEquals(
        new HostInstall.EngineTold(
            List.of(
                new HostInstall.Line("put the engine's programs into /opt/leasehold", true),
                new HostInstall.Line(
                    "make the system user leasehold-engine, without a login, in the group leasehold",
                    true),
                new HostInstall.Line(
                    "make the engine key /var/lib/leasehold-engine/.ssh/id_ed25519; its private half stays here",
                    true),
                new HostInstall.Line(
                    "make /var/lib/leasehold-engine and tell the engine this host's cluster document",
                    true),
                new HostInstall.Line("write /etc/systemd/system/leasehold-engine.service", true),
                new HostInstall.Line(
                    "start the engine, now and at every boot; it watches while another one acts",
                    true)),
            List.of(),
            "",
            KEY),
        told);
    var unit = Files.readString(root.resolve(UNIT));
    assertTrue(unit.contains("--own-host 3\n"), unit);
    assertTrue(unit.contains("User=leasehold-engine"), unit);
    assertEquals(
        "{\"schema\":1,\"sshFolder\":\"/var/lib/leasehold-engine/.ssh\",\"document\":{\"epoch\":7}}",
        Files.readString(root.resolve("var/lib/leasehold-engine/cluster.json")));
    assertTrue(
        ran.contains(
            "/usr/bin/chown --recursive leasehold-engine:leasehold "
                + root.resolve("var/lib/leasehold-engine")),
        ran.toString());
  }

  @Test
  void aSecondTimeNothingIsToBeDone() throws Exception {
    installation().install(order(false));
    var told = installation().install(order(true));
    assertTrue(told.steps().stream().allMatch(HostInstall.Line::done), told.toString());
    assertEquals(KEY, told.key());
  }

  @Test
  void allOfItGoesAgain() throws Exception {
    installation().install(order(false));
    var told = installation().uninstall(false);
    assertEquals(KEY, told.key());
    assertEquals("", told.failed());
    for (var gone :
        List.of(
            "opt/leasehold",
            "var/lib/leasehold-engine",
            UNIT,
            "etc/leasehold/installed-engine",
            "etc/systemd/system/multi-user.target.wants/leasehold-engine.service")) {
      assertFalse(Files.exists(root.resolve(gone)), gone);
    }
    assertEquals(
        List.of("no engine was installed here by `leasehold engine install`"),
        installation().uninstall(false).refused());
  }

  @Test
  void aHostWithoutAnAgentOrWithSuchAUserGetsNone() throws Exception {
    write(root.resolve("etc/group"), "root:x:0:\n");
    assertEquals(
        List.of(
            "there is no group leasehold: the agent was not installed here; say `leasehold host"
                + " install` first"),
        installation().install(order(false)).refused());
    write(root.resolve("etc/group"), "leasehold:x:999:\n");
    write(root.resolve("etc/passwd"), "leasehold-engine:x:998:999:::\n");
    assertEquals(
        List.of(
            "there is a user leasehold-engine that Leasehold has not made; remove it: userdel"
                + " leasehold-engine"),
        installation().install(order(false)).refused());
    assertFalse(Files.exists(root.resolve("opt/leasehold")));
  }

  @Test
  void aHostOutsideOfAClusterGetsNone() throws Exception {
    Files.delete(root.resolve("var/lib/leasehold/document/current.json"));
    var told = installation().install(order(false));
    assertEquals(
        List.of(
            "this host keeps no cluster document yet; take it into the cluster first: leasehold host add"),
        told.refused());
    assertFalse(Files.exists(root.resolve("opt/leasehold")));
  }

  @Test
  void itsKeyIsLetInAndOutAndTheOthersStay() throws Exception {
    var keys = root.resolve("var/lib/leasehold-login/.ssh/authorized_keys");
    write(keys, "ssh-ed25519 AAAA the admin's own\n");
    var where = new Where(root, folder.resolve("image"));
    new EngineKeys(where).change(new HostInstall.KeysOrder(List.of(KEY), List.of()));
    assertEquals(List.of(KEY), new KeysFile(where).read().engines());
    assertEquals(
        "ssh-ed25519 AAAA the admin's own\nrestrict,command=\"/opt/leasehold-agent/bin/leasehold-agent ssh\" "
            + KEY
            + " leasehold-engine\n",
        Files.readString(keys));
    new EngineKeys(where).change(new HostInstall.KeysOrder(List.of(), List.of(KEY)));
    assertEquals("ssh-ed25519 AAAA the admin's own\n", Files.readString(keys));
  }
}
