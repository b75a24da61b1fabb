package org.leasehold.core.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.PublicKeyAuthenticationReporter;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/// One logged-in leg of a way. A client of its own per leg, because the keys it may see and the
/// order of algorithms are set per client in MINA.
final class SshHop implements AutoCloseable {
  /// A dead link is noticed within the interval times the count, and one more.
  private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(2);

  private static final int HEARTBEATS_UNANSWERED_MAX = 3;

  /// What ssh(1) asks for first: a person who compares fingerprints sees the same one.
  private static final String OPENSSH_FIRST = "ssh-ed25519";

  private final SshLeg leg;
  private final KeyCheck check;
  private final Optional<SshAgentSocket> agent;
  private final SshClient client;
  private final ClientSession session;
  private volatile @Nullable HostKey proven;

  private SshHop(
      SshLeg leg,
      KeyCheck check,
      Optional<SshAgentSocket> agent,
      SshClient client,
      ClientSession session) {
    this.leg = leg;
    this.check = check;
    this.agent = agent;
    this.client = client;
    this.session = session;
    session.setPublicKeyAuthenticationReporter(
        new PublicKeyAuthenticationReporter() {
          @Override
          public void signalAuthenticationSuccess(
              ClientSession its, String service, KeyPair identity) {
            proven = HostKey.of(identity.getPublic());
          }
        });
  }

  /// The public half of the key that the login was made with; null before it.
  @Nullable HostKey proven() {
    return proven;
  }

  /// Connects without logging in; the key has been checked when this returns.
  ///
  /// @param address the leg's own, or the near end of a forwarding to it
  static SshHop connect(
      SshLeg leg, InetSocketAddress address, KeyCheck check, SshSecrets secrets, Duration atMost)
      throws LinkException {
    if (address.isUnresolved()) {
      throw new LinkException(
          LinkException.Kind.UNREACHABLE, leg.host() + " is not a known name or address");
    }
    var agent = secrets.agentSocket().map(SshAgentSocket::new);
    var client = client(leg, check, secrets);
    agent.ifPresent(client::setAgentFactory);
    client.start();
    try {
      var session = client.connect(leg.user(), address, null, null).verify(atMost).getSession();
      return new SshHop(leg, check, agent, client, session);
    } catch (IOException e) {
      client.stop();
      throw new LinkException(
          LinkException.Kind.UNREACHABLE, "%s does not answer: %s".formatted(leg, reason(e)), e);
    }
  }

  private static SshClient client(SshLeg leg, KeyCheck check, SshSecrets secrets) {
    var client = SshClient.setUpDefaultClient();
    client.setServerKeyVerifier(check);
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
    client.setSignatureFactories(trustedFirst(client.getSignatureFactories(), leg.trusted()));
    client.setFilePasswordProvider((_, file, _) -> secrets.passphrase(file.getName()));
    client.setKeyIdentityProvider(
        leg.identities().isEmpty()
            ? KeyIdentityProvider.EMPTY_KEYS_PROVIDER
            : new FileKeyPairProvider(leg.identities()));
    CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, HEARTBEAT_INTERVAL);
    CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, HEARTBEATS_UNANSWERED_MAX);
    CoreModuleProperties.TCP_NODELAY.set(client, true);
    CoreModuleProperties.NIO_WORKERS.set(client, 1);
    CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
    return client;
  }

  /// The server shows the key of the first algorithm both know: without this, an RSA key where only
  /// the ed25519 one is pinned.
  private static List<NamedFactory<Signature>> trustedFirst(
      List<NamedFactory<Signature>> factories, List<HostKey> trusted) {
    var sorted = new ArrayList<>(factories);
    sorted.sort(
        Comparator.<NamedFactory<Signature>, Boolean>comparing(
                factory -> trusted.stream().noneMatch(key -> key.signsWith(factory.getName())))
            .thenComparing(factory -> !factory.getName().equals(OPENSSH_FIRST)));
    return sorted;
  }

  /// Logs in with a key.
  void login(Duration atMost) throws LinkException {
    try {
      session.auth().verify(atMost);
    } catch (IOException e) {
      throw refusal(e);
    }
  }

  private LinkException refusal(IOException e) {
    var shown = check.refused();
    if (shown.isPresent()) {
      return new LinkException(LinkException.Kind.HOST_KEY_CHANGED, changed(shown.get()), e);
    }
    if (!session.isOpen()) {
      return new LinkException(
          LinkException.Kind.UNREACHABLE,
          "%s ended the connection before the login: %s".formatted(leg, reason(e)),
          e);
    }
    return new LinkException(
        LinkException.Kind.LOGIN_REFUSED,
        "%s accepts none of the keys offered (%s); is the public key in its authorized_keys?"
                .formatted(leg, leg.identities().isEmpty() ? "no key file" : leg.identities())
            + agent.map(SshAgentSocket::trouble).map(why -> " " + why).orElse(""),
        e);
  }

  private String changed(HostKey shown) {
    return "%s shows another key than the %s one: %s, not %s. Somebody else may answer in its place; if the host was installed anew, enrol it again"
        .formatted(
            leg,
            leg.pinned() ? "enrolled" : "known",
            shown.fingerprint(),
            leg.trusted().stream().map(HostKey::fingerprint).toList());
  }

  /// The near end of a way to the next leg, on the loopback of this machine.
  InetSocketAddress forwardTo(SshLeg next) throws LinkException {
    try {
      var tracker =
          session.createLocalPortForwardingTracker(
              new SshdSocketAddress(SshdSocketAddress.LOCALHOST_IPV4, 0),
              new SshdSocketAddress(next.host(), next.port()));
      return tracker.getBoundAddress().toInetSocketAddress();
    } catch (IOException e) {
      throw new LinkException(
          LinkException.Kind.UNREACHABLE,
          "no way from %s to %s: %s".formatted(leg, next, reason(e)),
          e);
    }
  }

  ClientSession session() {
    return session;
  }

  /// The innermost: what stands around it is the library's own.
  static String reason(Throwable e) {
    Throwable innermost = e;
    while (innermost.getCause() != null) innermost = innermost.getCause();
    var text = innermost.getMessage();
    return text == null || text.isBlank() ? innermost.getClass().getSimpleName() : text;
  }

  @Override
  public void close() {
    session.close(true);
    client.stop();
  }
}
