package org.leasehold.app.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.leasehold.core.link.Dial;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.link.Transport;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.VmId;

/// A guest's VNC display on this computer, in `remote-viewer` (package `virt-viewer`): through the
/// login on its host and a door of this computer alone that opens once.
///
/// @see "remote-viewer(1): the URI forms"
public final class GuestDisplay {
  private static final Path PROGRAM = Path.of("/usr/bin/remote-viewer");
  private static final Duration COMES_WITHIN = Duration.ofSeconds(20);
  private static final int LOOK_EVERY_MILLIS = 200;

  private final Path program;
  private final Ways ways;
  private final Duration comesWithin;

  /// How a host's `display VM` is reached.
  interface Ways {
    Dial to(HostAddress address, String command) throws IOException;
  }

  GuestDisplay(Path program, Ways ways) {
    this(program, ways, COMES_WITHIN);
  }

  GuestDisplay(Path program, Ways ways, Duration comesWithin) {
    this.program = program;
    this.ways = ways;
    this.comesWithin = comesWithin;
  }

  /// With the keys that reach the cluster's hosts.
  public static GuestDisplay of(EnginePlaces places) {
    return new GuestDisplay(
        PROGRAM,
        (address, command) ->
            HeadlessEngine.dialer(new KnownCluster(places).sshFolder(), _ -> null)
                .dial(address, command));
  }

  public boolean isInstalled() {
    return Files.isExecutable(program);
  }

  /// Opens the display.
  ///
  /// @param protocol as the host's agent says; only `vnc` goes through one connection
  /// @return done when the viewer was closed; fails with one sentence where nothing was shown
  public CompletableFuture<Void> show(HostAddress address, VmId vm, String protocol) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            open(address, vm, protocol);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofVirtual().name("display of " + vm).start(task));
  }

  private void open(HostAddress address, VmId vm, String protocol) throws IOException {
    if (!isInstalled()) throw new IOException(program + " is not installed: package virt-viewer");
    if (!protocol.equals("vnc")) {
      throw new IOException(
          "a display of kind '%s' needs several connections; only vnc is carried"
              .formatted(protocol));
    }
    try (var far = dialled(address, vm)) {
      Process viewer;
      Socket came;
      try (var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        door.setSoTimeout(LOOK_EVERY_MILLIS);
        viewer =
            new ProcessBuilder(program.toString(), "vnc://127.0.0.1:" + door.getLocalPort())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        viewer.getOutputStream().close();
        came = ours(door, viewer);
      }
      try (var near = came) {
        carry(near, far);
      } finally {
        end(viewer);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("cancelled", e);
    }
  }

  /// The first who comes and is this user; the viewer is ended where none does in time.
  private Socket ours(ServerSocket door, Process viewer) throws IOException {
    long untilNanos = System.nanoTime() + comesWithin.toNanos();
    try {
      while (System.nanoTime() < untilNanos) {
        if (!viewer.isAlive()) {
          throw new IOException(
              "%s ended before it came to the display (exit code %d)"
                  .formatted(program, viewer.exitValue()));
        }
        var came = next(door);
        if (came.isEmpty()) continue;
        if (LoopbackPeer.isThisUser(came.get())) return came.get();
        came.get().close();
      }
      throw new IOException(
          "%s did not come to the display within %d s".formatted(program, comesWithin.toSeconds()));
    } catch (IOException e) {
      viewer.destroy();
      throw e;
    }
  }

  private static Optional<Socket> next(ServerSocket door) throws IOException {
    try {
      return Optional.of(door.accept());
    } catch (SocketTimeoutException _) {
      return Optional.empty();
    }
  }

  private Transport dialled(HostAddress address, VmId vm) throws IOException, InterruptedException {
    try {
      return ways.to(address, "display " + vm.text()).dial();
    } catch (LinkException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  /// Until one of the two ends.
  private static void carry(Socket near, Transport far) throws IOException {
    var there =
        Thread.ofVirtual()
            .name("display out")
            .start(
                () -> {
                  pump(quietly(near), far.out());
                  close(near, far);
                });
    pump(far.in(), near.getOutputStream());
    close(near, far);
    there.interrupt();
  }

  private static InputStream quietly(Socket near) {
    try {
      return near.getInputStream();
    } catch (IOException _) {
      return InputStream.nullInputStream();
    }
  }

  private static void pump(InputStream from, OutputStream to) {
    var bytes = new byte[16 << 10];
    try {
      for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
        to.write(bytes, 0, n);
        to.flush();
      }
    } catch (IOException _) {
      // The other way is closed with it.
    }
  }

  private static void close(Socket near, Transport far) {
    try {
      near.close();
    } catch (IOException _) {
      // It is closed already.
    }
    try {
      far.close();
    } catch (IOException _) {
      // The other end has gone.
    }
  }

  /// What it looked at is over; it may still show that for a moment.
  private static void end(Process viewer) throws InterruptedException {
    if (!viewer.waitFor(2, TimeUnit.SECONDS)) viewer.destroy();
  }
}
