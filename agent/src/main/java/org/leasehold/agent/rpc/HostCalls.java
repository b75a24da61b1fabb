package org.leasehold.agent.rpc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.agent.journal.Notes;
import org.leasehold.agent.report.BootClock;
import org.leasehold.agent.report.Reports;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;

/// Greeting, reports, events, probing: what needs neither libvirt nor sanlock.
///
/// @param hostName as the kernel says
/// @param version of the program
public record HostCalls(
    Notes notes,
    Reports reports,
    EventJournal journal,
    BootClock clock,
    Handlers handlers,
    String hostName,
    String version) {

  public void bind() {
    handlers
        .on(HostTopic.HELLO, this::hello)
        .on(HostTopic.REPORT, (_, _) -> reports.make())
        .on(HostTopic.PROBE, (ask, _) -> probe(ask))
        .on(HostTopic.EVENTS, (ask, _) -> journal.since(ask.after(), ask.countMax()))
        .on(HostTopic.ACKNOWLEDGE, (ask, _) -> acknowledge(ask));
  }

  private HostTopic.Welcome hello(HostTopic.Hello hello, Call call) throws CallException {
    int chosen = Math.min(hello.protocolMax(), HostTopic.PROTOCOL_MAX);
    if (chosen < Math.max(hello.protocolMin(), HostTopic.PROTOCOL_MIN)) {
      throw new CallException(
          ErrorCode.NOT_AGREED,
          "this agent speaks protocol %d to %d, you speak %d to %d; update the older one"
              .formatted(
                  HostTopic.PROTOCOL_MIN,
                  HostTopic.PROTOCOL_MAX,
                  hello.protocolMin(),
                  hello.protocolMax()));
    }
    call.session()
        .greet(
            new HostTopic.Hello(
                hello.protocolMin(), hello.protocolMax(), Dispatcher.shown(hello.caller())));
    return new HostTopic.Welcome(
        chosen,
        notes.instance(),
        reports.boot(),
        hostName,
        reports.host().orElse(null),
        version,
        clock.millis(),
        notes.epoch(),
        handlers.names());
  }

  /// A TCP connection to its SSH server; the name is resolved here, within the same wait. A kernel
  /// takes connections for programs that stand still; so a host counts as reached only when
  /// somebody there says something, or hangs up.
  static HostTopic.Probed probe(HostTopic.Probe ask) {
    var address = new InetSocketAddress(ask.address(), ask.port());
    if (address.isUnresolved()) {
      return new HostTopic.Probed(
          false, "the name '%s' is not known here".formatted(ask.address()));
    }
    try (var socket = new Socket()) {
      socket.connect(address, ask.waitMillis());
      socket.setSoTimeout(ask.waitMillis());
      int said = socket.getInputStream().read();
      return new HostTopic.Probed(
          true, "port %d %s".formatted(ask.port(), said < 0 ? "hangs up" : "answers"));
    } catch (SocketTimeoutException _) {
      return new HostTopic.Probed(
          false, "nobody answers on port %d within %d ms".formatted(ask.port(), ask.waitMillis()));
    } catch (IOException e) {
      return new HostTopic.Probed(false, "port %d: %s".formatted(ask.port(), e.getMessage()));
    }
  }

  private Done acknowledge(HostTopic.Acknowledge ask) throws CallException {
    try {
      journal.acknowledge(ask.upTo());
      return new Done("events up to " + ask.upTo() + " are acknowledged");
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.FAILED,
          "events up to %d are not acknowledged: %s".formatted(ask.upTo(), e.getMessage()),
          e);
    }
  }
}
