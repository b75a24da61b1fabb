/// The connection to a host's agent: one SSH login, one exec channel, JSON-RPC over it.
///
/// [AgentLink] keeps it up; [SshDial] makes it, along the legs of an [SshRoute]. The only part that
/// knows Apache MINA SSHD.
@NullMarked
package org.leasehold.core.link;

import org.jspecify.annotations.NullMarked;
