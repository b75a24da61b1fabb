package org.leasehold.agent.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;

/// What a child process refuses, and what is said of one that does not answer.
@Timeout(60)
class ChildRefusalsTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir Path folder;

  private EditProgram.Order order(EditProgram.Action action, @Nullable LockspaceName lockspace) {
    return new EditProgram.Order(
        action,
        folder.toString(),
        folder.resolve("volume").toString(),
        null,
        lockspace,
        512,
        2,
        new IoTimeout(1));
  }

  private EditProgram.Answer answer(EditProgram.Order order) throws Exception {
    try (var child = Child.start("edit")) {
      return child.ask(order, EditProgram.Answer.class, SOON);
    }
  }

  @Test
  void anEditWithoutALeaseAndAVolumeOfAnImpossibleShapeAreRefused() throws Exception {
    assertEquals(
        new EditProgram.Answer(ErrorCode.INVALID_PARAMS, "no lease is named"),
        answer(order(EditProgram.Action.ADD_LEASE, null)));
    assertEquals(
        new EditProgram.Answer(
            ErrorCode.INVALID_PARAMS,
            "a volume has 512-byte sectors with 1 MiB slots, or 4096 with 1, 2, 4 or 8"),
        answer(order(EditProgram.Action.CREATE_VOLUME, new LockspaceName("ls"))));
    assertFalse(Files.exists(folder.resolve("volume")));
  }

  /// A daemon that says which version it is, and nothing else.
  private void daemon(ServerSocketChannel listener) {
    while (listener.isOpen()) {
      try (var connection = listener.accept()) {
        var answer = ByteBuffer.allocate(32).order(ByteOrder.nativeOrder());
        while (answer.hasRemaining() && connection.read(answer) >= 0) {}
        connection.write(answer.putInt(28, 0x03080500).flip());
      } catch (IOException _) {
        // The test is over.
      }
    }
  }

  @Test
  void aVolumeWhoseFileCannotBeMadeIsSaidSo() throws Exception {
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(folder.resolve("sanlock.sock")));
      Thread.ofPlatform().daemon().start(() -> daemon(listener));
      var missing = folder.resolve("mount").resolve("volume");
      assertEquals(
          new EditProgram.Answer(
              ErrorCode.UNREACHABLE,
              "cannot create %s: there is no folder %s on this host; is its storage mounted?"
                  .formatted(missing, folder.resolve("mount"))),
          answer(made(missing)));
      Files.writeString(folder.resolve("mount"), "a file");
      assertEquals(
          new EditProgram.Answer(
              ErrorCode.UNREACHABLE,
              "cannot create %s: %s: Not a directory".formatted(missing, missing)),
          answer(made(missing)));
    }
  }

  private EditProgram.Order made(Path volume) {
    return new EditProgram.Order(
        EditProgram.Action.CREATE_VOLUME,
        folder.toString(),
        volume.toString(),
        null,
        new LockspaceName("ls"),
        512,
        1,
        new IoTimeout(1));
  }

  @Test
  void aVolumeIsNotMadeWithoutSanlock() throws Exception {
    assertEquals(
        new EditProgram.Answer(
            ErrorCode.UNREACHABLE,
            "sanlock is not running on this host: no socket at %s; start it with systemctl start sanlock"
                .formatted(folder.resolve("sanlock.sock"))),
        answer(made(folder.resolve("volume"))));
    assertFalse(Files.exists(folder.resolve("volume")));
  }

  @Test
  void aChildThatDoesNotAnswerInTimeIsSaidToHaveTimedOut() throws Exception {
    try (var child = Child.start("edit")) {
      var e =
          assertThrows(
              CallException.class,
              () ->
                  child.ask(
                      order(EditProgram.Action.ADD_LEASE, null),
                      EditProgram.Answer.class,
                      Duration.ZERO));
      assertEquals(
          "TIMED_OUT: the child process did not answer within 0 s; look again, it may have been done",
          e.code() + ": " + e.sentence());
    }
  }

  @Test
  void aChildThatEndedBeforeItsOrderIsSaidToHave() throws Exception {
    try (var child = Child.start("edit")) {
      var process = ProcessHandle.of(child.pid()).orElseThrow();
      process.destroyForcibly();
      process.onExit().get();
      while (child.isAlive()) Thread.sleep(5);
      var e =
          assertThrows(
              CallException.class,
              () ->
                  child.ask(
                      order(EditProgram.Action.ADD_LEASE, null), EditProgram.Answer.class, SOON));
      var cause = Objects.requireNonNull(e.getCause()).getMessage();
      assertEquals(
          "FAILED: a child process ended at once: " + cause, e.code() + ": " + e.sentence());
    }
  }

  @Test
  void aChildThatCannotBeStartedIsSaidToBeNone() {
    var e = assertThrows(CallException.class, () -> Child.start("edit\0"));
    var cause = Objects.requireNonNull(e.getCause()).getMessage();
    assertEquals(
        "FAILED: a child process cannot be started: " + cause, e.code() + ": " + e.sentence());
  }

  @Test
  void aChildThatEndsWithoutAnAnswerLeavesInDoubtWhatItDid() throws Exception {
    try (var child = Child.start("no-such-command")) {
      var e =
          assertThrows(
              CallException.class,
              () ->
                  child.ask(
                      order(EditProgram.Action.ADD_LEASE, null), EditProgram.Answer.class, SOON));
      assertEquals(
          "IN_DOUBT: the child process ended without an answer; sanlock may have ended it, look"
              + " again",
          e.code() + ": " + e.sentence());
    }
  }
}
