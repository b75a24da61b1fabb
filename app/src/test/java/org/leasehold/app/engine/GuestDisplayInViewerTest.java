package org.leasehold.app.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.link.Transport;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.VmId;

/// The real `remote-viewer`, in a window of its own, and the display of a real QEMU.
@Tag("daemon")
@Timeout(120)
class GuestDisplayInViewerTest {
  private static final HostAddress KVM1 = new HostAddress("kvm1", 0, "leasehold", List.of());
  private static final VmId WEB = new VmId("11111111-1111-1111-1111-111111111111");
  private static final long SHOWN_WITHIN_MILLIS = 30_000;

  @TempDir private Path folder = Path.of("");

  @Test
  void theViewerShowsTheGuestUntilItIsClosedAndQemuSeesOneClient() throws Exception {
    var qemu = qemu();
    try (var qmp = connected(folder.resolve("qmp"))) {
      var talk = new Qmp(qmp);
      var display = new GuestDisplay(viewer(), (_, _) -> this::far);
      var shown = display.show(KVM1, WEB, "vnc");
      long until = System.nanoTime() + SHOWN_WITHIN_MILLIS * 1_000_000;
      while (talk.clients() == 0 && System.nanoTime() < until && !shown.isDone()) Thread.sleep(100);
      assertEquals(1, talk.clients(), "the viewer has shaken hands with QEMU");
      qemu.destroy();
      shown.get(30, TimeUnit.SECONDS);
    } finally {
      qemu.destroyForcibly();
    }
  }

  /// Without a disk: its firmware says so on the screen.
  private Process qemu() throws Exception {
    var process =
        new ProcessBuilder(
                "qemu-system-x86_64",
                "-nodefaults",
                "-m",
                "32",
                "-vga",
                "std",
                "-display",
                "none",
                "-vnc",
                "unix:" + folder.resolve("vnc"),
                "-qmp",
                "unix:" + folder.resolve("qmp") + ",server=on,wait=off")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("qemu.log").toFile())
            .start();
    for (int i = 0; i < 100 && !Files.exists(folder.resolve("qmp")); i++) Thread.sleep(100);
    return process;
  }

  /// The desktop has a screen; this machine may have none.
  private Path viewer() throws IOException {
    var file = folder.resolve("viewer");
    Files.writeString(
        file,
        """
        #!/bin/sh
        exec env NO_AT_BRIDGE=1 xvfb-run -a /usr/bin/remote-viewer "$@"
        """);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  private static SocketChannel connected(Path socket) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return channel;
  }

  /// What the agent of the VM's host carries: the display's socket.
  private Transport far() {
    try {
      var channel = connected(folder.resolve("vnc"));
      return new Transport() {
        @Override
        public InputStream in() {
          return Channels.newInputStream(channel);
        }

        @Override
        public OutputStream out() {
          return Channels.newOutputStream(channel);
        }

        @Override
        public String remarks() {
          return "";
        }

        @Override
        public void close() throws IOException {
          channel.close();
        }
      };
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// QEMU's monitor, as far as it is needed here.
  ///
  /// @see "QEMU QMP reference: query-vnc"
  private static final class Qmp {
    private final BufferedReader in;
    private final OutputStream out;

    Qmp(SocketChannel channel) throws IOException {
      in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8.newDecoder(), -1));
      out = Channels.newOutputStream(channel);
      in.readLine();
      ask("qmp_capabilities");
    }

    private JsonObject ask(String command) throws IOException {
      var line = "{\"execute\": \"%s\"}\n".formatted(command);
      out.write(line.getBytes(StandardCharsets.UTF_8));
      out.flush();
      while (true) {
        var answer = JsonParser.parseString(in.readLine()).getAsJsonObject();
        if (answer.has("return")) return answer.getAsJsonObject("return");
      }
    }

    int clients() throws IOException {
      return ask("query-vnc").getAsJsonArray("clients").size();
    }
  }
}
