package org.leasehold.agent.cli;

import org.leasehold.core.protocol.HostTopic;
import picocli.CommandLine.IVersionProvider;

/// The program's version and the protocols it speaks.
public final class Version implements IVersionProvider {
  public static final String NUMBER = "0.1.0";

  @Override
  public String[] getVersion() {
    return new String[] {
      "leasehold-agent " + NUMBER,
      "protocol %d to %d".formatted(HostTopic.PROTOCOL_MIN, HostTopic.PROTOCOL_MAX)
    };
  }
}
