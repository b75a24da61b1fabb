package org.leasehold.core.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.sshd.client.channel.ChannelExec;

/// Dials an agent by SSH: every leg in turn, then one exec channel.
///
/// @param target the host
/// @param command what the forced command is asked for: `attach` or `engine`
/// @param configuration of the person's SSH, read anew at each dial
/// @param secrets to log in with
/// @param userName who runs this
public record SshDial(
    SshTarget target,
    String command,
    SshConfiguration configuration,
    SshSecrets secrets,
    String userName)
    implements Dial {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
  private static final Duration LOGIN_MAX = Duration.ofSeconds(15);
  private static final Duration OPEN_MAX = Duration.ofSeconds(10);

  @Override
  public Transport dial() throws LinkException {
    var hops = loggedIn();
    try {
      return open(hops);
    } catch (LinkException | RuntimeException e) {
      hops.forEach(SshHop::close);
      throw e;
    }
  }

  /// Every leg logged in to, the last one first.
  Deque<SshHop> loggedIn() throws LinkException {
    if (target.pinned().isEmpty()) {
      throw new LinkException(
          LinkException.Kind.HOST_KEY_UNKNOWN, target + " is not enrolled: no host key is pinned");
    }
    var hops = new ArrayDeque<SshHop>();
    try {
      for (var leg : SshRoute.to(target, configuration, userName).legs()) {
        var check = new KeyCheck(leg.trusted());
        hops.push(SshHop.connect(leg, address(leg, hops), check, secrets, CONNECT_MAX));
        hops.element().login(LOGIN_MAX);
      }
      return hops;
    } catch (LinkException | RuntimeException e) {
      hops.forEach(SshHop::close);
      throw e;
    }
  }

  /// The key a host shows before it is enrolled, to be compared by a person. No login to the host
  /// itself; hops on the way are logged in to and must be known.
  public HostKey look() throws LinkException {
    var hops = new ArrayDeque<SshHop>();
    try {
      for (var leg : SshRoute.to(target, configuration, userName).legs()) {
        var check = new KeyCheck(leg.pinned() ? java.util.List.of() : leg.trusted());
        hops.push(SshHop.connect(leg, address(leg, hops), check, secrets, CONNECT_MAX));
        try {
          hops.element().login(LOGIN_MAX);
        } catch (LinkException e) {
          Optional<HostKey> shown = check.refused();
          if (leg.pinned() && shown.isPresent()) return shown.get();
          throw e;
        }
      }
      throw new LinkException(LinkException.Kind.UNREACHABLE, target + " showed no host key");
    } finally {
      hops.forEach(SshHop::close);
    }
  }

  private static InetSocketAddress address(SshLeg leg, Deque<SshHop> hops) throws LinkException {
    var before = hops.peek();
    return before == null ? new InetSocketAddress(leg.host(), leg.port()) : before.forwardTo(leg);
  }

  private Transport open(Deque<SshHop> hops) throws LinkException {
    try {
      var remarks = new Remarks();
      var channel = hops.element().session().createExecChannel(command);
      channel.setErr(remarks);
      channel.open().verify(OPEN_MAX);
      return new Channel(channel, hops, remarks);
    } catch (IOException e) {
      throw new LinkException(
          LinkException.Kind.NO_AGENT,
          "%s refuses the command `%s`: %s".formatted(target, command, SshHop.reason(e)),
          e);
    }
  }

  private record Channel(ChannelExec exec, Deque<SshHop> hops, Remarks said) implements Transport {
    @Override
    public InputStream in() {
      return exec.getInvertedOut();
    }

    @Override
    public OutputStream out() {
      return exec.getInvertedIn();
    }

    @Override
    public String remarks() {
      return said.text();
    }

    @Override
    public void close() {
      exec.close(true);
      hops.forEach(SshHop::close);
    }
  }

  /// The first 4 kB of what the far end prints beside the stream.
  private static final class Remarks extends OutputStream {
    private static final int BYTES_MAX = 4096;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
      if (kept.size() < BYTES_MAX) kept.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      kept.write(bytes, from, Math.min(length, BYTES_MAX - kept.size()));
    }

    synchronized String text() {
      return kept.toString(StandardCharsets.UTF_8).strip();
    }
  }
}
