package org.leasehold.core.link;

import java.net.SocketAddress;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;

/// Accepts the trusted keys of one leg and nothing else, also when keys are exchanged again. Keeps
/// what was shown, so that a refusal can say it.
final class KeyCheck implements ServerKeyVerifier {
  private final List<HostKey> trusted;
  private final AtomicReference<Optional<HostKey>> refused =
      new AtomicReference<>(Optional.empty());

  KeyCheck(List<HostKey> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  @Override
  public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey shown) {
    if (trusted.stream().anyMatch(key -> key.is(shown))) return true;
    refused.set(Optional.of(HostKey.of(shown)));
    return false;
  }

  /// The key that was shown and is not trusted.
  Optional<HostKey> refused() {
    return refused.get();
  }
}
