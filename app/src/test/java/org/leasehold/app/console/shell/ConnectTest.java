package org.leasehold.app.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.leasehold.app.console.connect.Connector;
import org.leasehold.app.console.demo.DemoFace;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.monitor.Answer;
import org.testfx.util.WaitForAsyncUtils;

/// The first start's "Connect to a cluster", driven by mouse and keyboard.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectTest extends WindowTest {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

  private final List<HostAddress> loggedIn = new ArrayList<>();
  private CompletableFuture<Answer> answer = new CompletableFuture<>();

  /// Where kvm1 is the one name that is known.
  private final class OneHost implements Connector {
    @Override
    public CompletableFuture<String> hostKey(String name, HostAddress at) {
      return name.equals("kvm1")
          ? CompletableFuture.completedFuture(KEY)
          : CompletableFuture.failedFuture(
              new IOException(name + " is not a known name or address"));
    }

    @Override
    public CompletableFuture<Answer> connect(String name, HostAddress pinned) {
      loggedIn.add(pinned);
      return answer;
    }
  }

  private final class Choices implements Starts {
    @Override
    public void demo() {}

    @Override
    public void volume() {}

    @Override
    public void engine() {}

    @Override
    public @Nullable Connector connector() {
      return new OneHost();
    }

    @Override
    public void connected() {
      var face = new DemoFace(1_700_000_000_000L);
      shell.show(new Cluster("far", face, face.past(), face::bytes, null), null);
    }
  }

  @BeforeEach
  void open() throws Exception {
    loggedIn.clear();
    answer = new CompletableFuture<>();
    openWindow(
        Theme.LIGHT,
        1200,
        800,
        shell -> {
          shell.choices(new Choices());
          shell.firstStart();
        });
  }

  @AfterAll
  void close() throws Exception {
    closeWindow();
  }

  private String said() {
    Label label = lookup("#connect-said").query();
    return label.getText();
  }

  private boolean isOff() {
    return lookup("#connect-next").queryButton().isDisabled();
  }

  private void type(String host) {
    TextField field = lookup("#connect-address").query();
    interact(() -> field.setText(host));
  }

  private void next() {
    Button next = lookup("#connect-next").query();
    interact(next::fire);
    WaitForAsyncUtils.waitForFxEvents();
  }

  @Test
  void theKeyIsComparedThenTheWindowOpensOnTheCluster() {
    clickOn("#first-connect");
    Node field = lookup("#connect-address").query();
    assertTrue(field.isFocused());
    assertTrue(isOff(), "nowhere to look yet");
    write("kvm1:2222");
    push(KeyCode.ENTER);
    WaitForAsyncUtils.waitForFxEvents();
    Label print = lookup("#connect-fingerprint").query();
    assertEquals(
        "ssh-ed25519\nSHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU", print.getText());
    assertTrue(isOff(), "the key was not compared");
    assertEquals(List.of(), loggedIn);
    CheckBox compared = lookup("#connect-compared").query();
    interact(() -> compared.setSelected(true));
    next();
    assertEquals(List.of(new HostAddress("kvm1", 2222, "leasehold", List.of(KEY))), loggedIn);
    assertTrue(isOff(), "not twice");
    answer.complete(new Answer.Done("kvm1 knows a cluster"));
    WaitForAsyncUtils.waitForFxEvents();
    assertTrue(lookup("#connect-dialog").tryQuery().isEmpty(), "the dialog is gone");
    assertTrue(shell.hasCluster());
    Node pill = lookup("#pill-protected").query();
    assertTrue(pill.isVisible());
  }

  @Test
  void anUnknownHostIsSaidInOneSentenceAndAnotherCanBeTyped() {
    clickOn("#first-connect");
    type("kvm9");
    next();
    assertEquals("kvm9 is not a known name or address", said());
    assertFalse(isOff(), "it can be tried again");
    type("not a host");
    assertEquals("A host is written kvm1, user@kvm1 or user@kvm1:2222.", said());
    assertTrue(isOff());
  }

  @Test
  void anotherAddressForgetsTheComparedKey() {
    clickOn("#first-connect");
    type("kvm1");
    next();
    CheckBox compared = lookup("#connect-compared").query();
    interact(() -> compared.setSelected(true));
    assertFalse(isOff());
    type("kvm2");
    assertFalse(compared.isSelected());
    assertFalse(compared.getParent().isVisible());
    assertEquals(List.of(), loggedIn);
  }

  @Test
  void aHostWithoutAnAgentOrWithAnotherKeyLeavesTheDialogOpen() {
    clickOn("#first-connect");
    type("kvm1");
    next();
    CheckBox compared = lookup("#connect-compared").query();
    interact(() -> compared.setSelected(true));
    next();
    answer.completeExceptionally(
        new IOException("the agent of kvm1 does not answer: command not found"));
    WaitForAsyncUtils.waitForFxEvents();
    assertEquals("the agent of kvm1 does not answer: command not found", said());
    assertFalse(isOff());
    assertFalse(shell.hasCluster());
  }

  @Test
  void whatComesAfterTheDialogWasClosedIsNotHeard() {
    clickOn("#first-connect");
    type("kvm1");
    next();
    CheckBox compared = lookup("#connect-compared").query();
    interact(() -> compared.setSelected(true));
    next();
    push(KeyCode.ESCAPE);
    answer.complete(new Answer.Done("kvm1 knows a cluster"));
    WaitForAsyncUtils.waitForFxEvents();
    assertFalse(shell.hasCluster());
  }

  @Test
  void thePaletteConnectsToo() {
    push(KeyCode.CONTROL, KeyCode.K);
    write("connect to");
    push(KeyCode.ENTER);
    WaitForAsyncUtils.waitForFxEvents();
    assertTrue(lookup("#connect-dialog").tryQuery().isPresent());
  }
}
