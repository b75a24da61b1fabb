package org.leasehold.core.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Optional;
import org.apache.sshd.client.channel.ClientChannelEvent;

/// A person's own login to a host, for a few commands one after the other.
public final class SshLogin implements AutoCloseable {
  private static final Duration OPEN_MAX = Duration.ofSeconds(10);

  private final SshTarget target;
  private final Deque<SshHop> hops;

  private SshLogin(SshTarget target, Deque<SshHop> hops) {
    this.target = target;
    this.hops = hops;
  }

  /// @param dial its command is not used
  public static SshLogin to(SshDial dial) throws LinkException {
    return new SshLogin(dial.target(), dial.loggedIn());
  }

  /// The public half of the key that the login was made with.
  public Optional<HostKey> key() {
    return Optional.ofNullable(hops.element().proven());
  }

  /// Writes what the command reads.
  @FunctionalInterface
  public interface Input {
    void to(OutputStream out) throws IOException;
  }

  /// @param code 0..255; -1: ended without one
  /// @param out at most 1 MB
  /// @param err at most 64 kB
  public record Ended(int code, String out, String err) {}

  /// Runs one command. The host's shell reads it: it must be a fixed text, never put together of
  /// what somebody said; all else goes to its input.
  ///
  /// @param atMost from the end of the input
  public Ended run(String command, Input input, Duration atMost) throws LinkException {
    var out = new Bounded(1 << 20);
    var err = new Bounded(1 << 16);
    try (var channel = hops.element().session().createExecChannel(command)) {
      channel.setOut(out);
      channel.setErr(err);
      channel.open().verify(OPEN_MAX);
      try (var to = channel.getInvertedIn()) {
        input.to(to);
      } catch (IOException e) {
        // A command that ended early says why on its other streams.
        if (channel.isOpen() && channel.getExitStatus() == null) throw e;
      }
      var seen = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), atMost);
      if (seen.contains(ClientChannelEvent.TIMEOUT)) {
        throw new LinkException(
            LinkException.Kind.UNREACHABLE,
            "%s: `%s` did not end within %d s".formatted(target, command, atMost.toSeconds()));
      }
      var code = channel.getExitStatus();
      return new Ended(code == null ? -1 : code, out.text(), err.text());
    } catch (IOException e) {
      throw new LinkException(
          LinkException.Kind.UNREACHABLE,
          "%s: `%s`: %s".formatted(target, command, SshHop.reason(e)),
          e);
    }
  }

  @Override
  public void close() {
    hops.forEach(SshHop::close);
  }

  /// What is beyond the limit is let go.
  private static final class Bounded extends OutputStream {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int bytesMax;

    Bounded(int bytesMax) {
      this.bytesMax = bytesMax;
    }

    @Override
    public synchronized void write(int b) {
      if (kept.size() < bytesMax) kept.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      kept.write(bytes, from, Math.min(length, bytesMax - kept.size()));
    }

    synchronized String text() {
      return kept.toString(StandardCharsets.UTF_8).strip();
    }
  }
}
