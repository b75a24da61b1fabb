package org.leasehold.core.monitor;

import org.leasehold.core.link.Dial;
import org.leasehold.core.link.HostKey;
import org.leasehold.core.link.SshConfiguration;
import org.leasehold.core.link.SshDial;
import org.leasehold.core.link.SshSecrets;
import org.leasehold.core.link.SshTarget;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostEntry;

/// Reaches agents by SSH, with the configuration of the person who runs the engine.
///
/// @param userName who runs this
public record SshDialer(SshConfiguration configuration, SshSecrets secrets, String userName)
    implements Dialer {
  @Override
  public Dial to(HostEntry host, String command) {
    return dial(host.address(), command);
  }

  /// Also for a host that is not enrolled yet: without pinned keys only its key can be looked at.
  public SshDial dial(HostAddress address, String command) {
    var pinned = address.hostKeys().stream().map(HostKey::parse).toList();
    var target = new SshTarget(address.destination(), address.port(), address.user(), pinned);
    return new SshDial(target, command, configuration, secrets, userName);
  }
}
