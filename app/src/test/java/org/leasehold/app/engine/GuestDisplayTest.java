package org.leasehold.app.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.link.Dial;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.link.Transport;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.VmId;

/// A small program in the viewer's place talks with what stands in the display's place.
@Timeout(60)
class GuestDisplayTest {
  private static final HostAddress KVM1 = new HostAddress("kvm1", 0, "leasehold", List.of());
  private static final VmId WEB = new VmId("11111111-1111-1111-1111-111111111111");

  @TempDir private Path folder = Path.of("");
  private final List<String> dialled = new ArrayList<>();
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private final PipedOutputStream display = new PipedOutputStream();

  private GuestDisplay with(Path program) {
    return new GuestDisplay(program, this::way);
  }

  private Dial way(HostAddress address, String command) {
    dialled.add(address.destination() + ": " + command);
    return this::far;
  }

  private Transport far() {
    try {
      var in = new PipedInputStream(display);
      display.write("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
      display.flush();
      return new Transport() {
        @Override
        public InputStream in() {
          return in;
        }

        @Override
        public OutputStream out() {
          return heard;
        }

        @Override
        public String remarks() {
          return "";
        }

        @Override
        public void close() throws IOException {
          display.close();
        }
      };
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Reads the greeting, writes it down with its own arguments, answers and ends.
  private Path viewer() throws IOException {
    var file = folder.resolve("remote-viewer");
    Files.writeString(
        file,
        """
        #!/bin/bash
        exec 3<>/dev/tcp/127.0.0.1/${1##*:}
        read -r line <&3
        echo "$# ${1%:*} $line" > SEEN
        echo hello >&3
        sleep 1
        """
            .replace("SEEN", folder.resolve("seen").toString()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  @Test
  void theViewerSeesTheDisplayAndTheDisplayHearsTheViewer() throws Exception {
    with(viewer()).show(KVM1, WEB, "vnc").get(30, TimeUnit.SECONDS);
    assertEquals(List.of("kvm1: display " + WEB.text()), dialled);
    assertEquals("1 vnc://127.0.0.1 RFB 003.008\n", Files.readString(folder.resolve("seen")));
    assertEquals("hello\n", heard.toString(StandardCharsets.US_ASCII));
  }

  @Test
  void whereNoViewerIsOrTheDisplayNeedsMoreItIsSaidAndNothingIsDialled() throws Exception {
    var none = with(folder.resolve("none"));
    assertEquals(
        folder.resolve("none") + " is not installed: package virt-viewer", said(none, "vnc"));
    assertEquals(
        "a display of kind 'spice' needs several connections; only vnc is carried",
        said(with(viewer()), "spice"));
    assertEquals(List.of(), dialled);
  }

  @Test
  void aViewerThatEndsAtOnceIsSaidAtOnce() throws Exception {
    var broken = folder.resolve("broken-viewer");
    Files.writeString(broken, "#!/bin/sh\nexit 3\n");
    Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwx------"));
    long from = System.nanoTime();
    assertEquals(
        broken + " ended before it came to the display (exit code 3)", said(with(broken), "vnc"));
    assertTrue(System.nanoTime() - from < 15_000_000_000L);
  }

  @Test
  void aViewerThatDoesNotComeIsEndedAndSaid() throws Exception {
    var idle = folder.resolve("idle-viewer");
    Files.writeString(idle, "#!/bin/sh\nexec sleep 60\n");
    Files.setPosixFilePermissions(idle, PosixFilePermissions.fromString("rwx------"));
    assertEquals(
        idle + " did not come to the display within 1 s",
        said(new GuestDisplay(idle, this::way, Duration.ofSeconds(1)), "vnc"));
  }

  @Test
  void aHostThatIsNotReachedIsSaidInTheLinksWords() throws Exception {
    var unreached =
        new GuestDisplay(
            viewer(),
            (_, _) ->
                () -> {
                  throw new LinkException(
                      LinkException.Kind.UNREACHABLE, "kvm1 does not answer: Connection refused");
                });
    assertEquals("kvm1 does not answer: Connection refused", said(unreached, "vnc"));
  }

  private static String said(GuestDisplay display, String protocol) {
    var failed =
        assertThrows(
            ExecutionException.class,
            () -> display.show(KVM1, WEB, protocol).get(30, TimeUnit.SECONDS));
    var cause = Objects.requireNonNull(failed.getCause());
    return Objects.requireNonNull(Objects.requireNonNull(cause.getCause()).getMessage());
  }
}
