package org.leasehold.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.engine.Request;
import org.leasehold.core.link.HostKey;
import org.leasehold.core.link.StubSshd;
import org.leasehold.core.link.StubSshd.Said;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostEntry;

/// `leasehold engine install` and `uninstall` where a host is not in reach or refuses: exit code
/// and the whole sentence.
@Timeout(60)
class EngineInstallRefusalsTest {
  private static final String AGENT = "/opt/leasehold-agent/bin/leasehold-agent ";
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

  @TempDir private Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init") // made before each test
  private StubSshd host;

  @SuppressWarnings("NullAway.Init") // made before each test
  private DemoEngine engine;

  @BeforeEach
  void listen() throws Exception {
    host = StubSshd.start(folder);
    engine = DemoEngine.in(folder);
    engine.cluster().advance(100);
  }

  @AfterEach
  void close() throws Exception {
    engine.close();
    host.close();
  }

  /// Every host of the cluster is at this one's door.
  private void reached(String key) {
    var document = Objects.requireNonNull(engine.cluster().snapshot().state().document());
    var address = new HostAddress("127.0.0.1", host.port(), "leasehold", List.of(key));
    for (var one : document.hosts().values()) {
      var next = new HostEntry(one.id(), one.name(), false, one.fence(), address);
      engine.cluster().ask("anna", new Request.PutHost(next));
    }
    engine.cluster().advance(2);
  }

  private Run run(String command, Object... more) {
    var words = new ArrayList<Object>(List.of("engine", command, "kvm1"));
    words.addAll(List.of("--ssh-dir", folder));
    words.addAll(List.of(more));
    return engine.run(words.toArray());
  }

  private static Said told(String steps, String refused, String failed) {
    return new Said(
        0,
        "{\"steps\":[%s],\"refused\":[%s],\"failed\":\"%s\",\"key\":\"%s\"}"
            .formatted(steps, refused, failed, KEY),
        "");
  }

  private static final String STEP = "{\"what\":\"remove its unit\",\"done\":false}";

  private void uninstalled(Function<String, Said> says) {
    reached(host.key().toString());
    host.answers(command -> says.apply(command.replace(AGENT, "")));
  }

  @Test
  void aHostThatShowsAnotherKeyBeforeAnythingIsChanged() {
    reached(KEY);
    assertEquals(
        new Run(
            4,
            "",
            "leasehold engine uninstall: root@127.0.0.1 port %d shows another key than the enrolled one: %s, not [%s]. Somebody else may answer in its place; if the host was installed anew, enrol it again; every host must be in reach for this\n"
                .formatted(
                    host.port(), host.key().fingerprint(), HostKey.parse(KEY).fingerprint())),
        run("uninstall"));
  }

  @Test
  void aHostWithoutAnAddressBeforeAnythingIsChanged() {
    for (var command : List.of("install", "uninstall")) {
      assertEquals(
          new Run(
              4,
              "",
              "leasehold engine %s: no SSH address of kvm1 is known; every host must be in reach for this\n"
                  .formatted(command)),
          run(command));
    }
  }

  @Test
  void aHostThatDoesNotAnswerBeforeAnythingIsChanged() throws Exception {
    reached(host.key().toString());
    int port = host.port();
    host.close();
    assertEquals(
        new Run(
            4,
            "",
            "leasehold engine uninstall: root@127.0.0.1 port %d does not answer: Connection refused; every host must be in reach for this\n"
                .formatted(port)),
        run("uninstall"));
  }

  @Test
  void programsThatAreNoDistribution() {
    reached(host.key().toString());
    assertEquals(
        new Run(
            3,
            "",
            "leasehold engine install: %s is no distribution of Leasehold; run the `leasehold` of one\n"
                .formatted(Path.of("").toAbsolutePath())),
        run("install"));
  }

  @Test
  void aHostThatRefusesOrFails() {
    uninstalled(_ -> told("", "\"no engine was installed here\"", ""));
    assertEquals(
        new Run(4, "", "leasehold engine uninstall: kvm1: no engine was installed here\n"),
        run("uninstall"));
    host.answers(_ -> told(STEP, "", "the unit does not stop"));
    assertEquals(
        new Run(
            1,
            "on kvm1, as root:\n  remove its unit\n",
            "leasehold engine uninstall: kvm1: the unit does not stop; the steps before it are done, and the command can be run again\n"),
        run("uninstall", "--yes"));
    assertEquals(
        new Run(
            2,
            "on kvm1, as root:\n  remove its unit\n",
            "leasehold engine uninstall: This is done on kvm1 now; nobody is here to ask, so nothing was done: say --yes to do it\nTry 'leasehold engine uninstall --help'.\n"),
        run("uninstall"));
    host.answers(_ -> new Said(127, "", "no such file\n"));
    assertEquals(
        new Run(
            3,
            "",
            "leasehold engine uninstall: kvm1: `%suninstall-engine` ended with 127 and said: no such file\n"
                .formatted(AGENT)),
        run("uninstall"));
  }

  @Test
  void aKeyThatAHostDoesNotLetGo() {
    uninstalled(
        verb ->
            verb.equals("engine-keys")
                ? told("", "\"authorized_keys is no file\"", "")
                : told(STEP, "", ""));
    assertEquals(
        new Run(
            4,
            "on kvm1, as root:\n  remove its unit\n",
            "leasehold engine uninstall: kvm1: authorized_keys is no file\n"),
        run("uninstall", "--yes"));
  }
}
