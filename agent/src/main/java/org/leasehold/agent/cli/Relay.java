package org.leasehold.agent.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Copies bytes between this process's stdin and stdout and a Unix socket, both ways, until either
/// end closes.
final class Relay {
  private static final int BUFFER = 32 << 10;

  private Relay() {}

  /// @param what for the sentence when nobody listens
  /// @return exit code
  static int between(String what, Path socket) {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      var in = new FileInputStream(FileDescriptor.in);
      Thread.ofPlatform()
          .daemon()
          .name("to socket")
          .start(() -> upstream(in, Channels.newOutputStream(channel), channel));
      copy(Channels.newInputStream(channel), new FileOutputStream(FileDescriptor.out));
      return ExitCode.DONE;
    } catch (IOException e) {
      System.err.println(
          "leasehold-agent ssh: %s does not answer on %s: %s"
              .formatted(what, socket, e.getMessage()));
      return ExitCode.UNREACHABLE;
    }
  }

  /// The other end has said all it will: told to the socket, which then ends the other way.
  private static void upstream(InputStream in, OutputStream out, SocketChannel channel) {
    try {
      copy(in, out);
      channel.shutdownOutput();
    } catch (IOException _) {
      closeQuietly(channel);
    }
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // It is gone.
    }
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    var buffer = new byte[BUFFER];
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      to.write(buffer, 0, n);
      to.flush();
    }
  }
}
