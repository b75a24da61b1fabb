package org.leasehold.core.protocol;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.WatchReport;

/// The host itself: greeting, reports, looks at other hosts, events, checks.
public final class HostTopic {
  private HostTopic() {}

  /// Both ends take the highest version that both ranges hold.
  public static final int PROTOCOL_MIN = 1;

  public static final int PROTOCOL_MAX = 1;

  /// @param protocolMin lowest version the caller speaks
  /// @param protocolMax highest
  /// @param caller who it is, for the journal: "engine on desk1"
  public record Hello(int protocolMin, int protocolMax, String caller) {}

  /// @param protocol the version chosen
  /// @param agent this run of the agent
  /// @param boot this boot of the host
  /// @param hostName as the kernel says
  /// @param host its host id, null before it is enrolled
  /// @param version of the agent's program
  /// @param clockMillis the agent's boot clock now; headers count from it
  /// @param epoch highest seen and written down
  /// @param methods offered by this agent
  public record Welcome(
      int protocol,
      AgentInstance agent,
      BootId boot,
      String hostName,
      @Nullable HostId host,
      String version,
      long clockMillis,
      Epoch epoch,
      List<String> methods) {}

  public static final Method<Hello, Welcome> HELLO =
      new Method<>(
          "hello",
          Hello.class,
          Welcome.class,
          Duration.ofSeconds(5),
          "First call of a connection; agrees on the version and tells which run of the agent answers.");

  /// Nothing to say.
  public record Nothing() {}

  /// @param report as the engine takes it; null before the host has a host id
  /// @param clockMillis the agent's boot clock at sending
  /// @param health the agent's own
  public record Reported(@Nullable HostReport report, long clockMillis, Health health) {}

  /// The agent's own health.
  ///
  /// @param upSeconds since the agent started
  /// @param residentKiB of the agent
  /// @param callsUnderWay being worked on for all connections
  /// @param eventsUnacknowledged waiting in the local journal
  /// @param complaints what does not work, for people
  public record Health(
      long upSeconds,
      long residentKiB,
      int callsUnderWay,
      long eventsUnacknowledged,
      List<String> complaints) {}

  public static final Method<Nothing, Reported> REPORT =
      new Method<>(
          "host/report",
          Nothing.class,
          Reported.class,
          Duration.ofSeconds(10),
          "A fresh full report.");

  /// Replaces any watch asked for before in this lockspace by this connection; both lists empty
  /// ends it.
  public record Watch(LockspaceName lockspace, List<HostId> hosts, List<LeaseId> leases) {}

  public static final Method<Watch, Done> WATCH =
      new Method<>(
          "host/watch",
          Watch.class,
          Done.class,
          Duration.ofSeconds(5),
          "Look once a second at these hosts and leases, and send `host/watched`.");

  /// @param address name or IP address of the silent host
  /// @param port TCP port of its SSH server
  /// @param waitMillis 100..10,000
  public record Probe(String address, int port, int waitMillis) {
    public Probe {
      if (address.isEmpty() || address.length() > 253 || !address.matches("[A-Za-z0-9.:_-]+")) {
        throw new IllegalArgumentException("not a host name or address: " + address);
      }
      if (port < 1 || port > 65535) {
        throw new IllegalArgumentException("port out of 1..65535: " + port);
      }
      if (waitMillis < 100 || waitMillis > 10_000) {
        throw new IllegalArgumentException("wait out of 100..10000 ms: " + waitMillis);
      }
    }
  }

  public record Probed(boolean reachable, String text) {}

  public static final Method<Probe, Probed> PROBE =
      new Method<>(
          "host/probe",
          Probe.class,
          Probed.class,
          Duration.ofSeconds(12),
          "Try to reach a silent host from here: the second vantage (S17).");

  /// One line of `check`.
  ///
  /// @param id stable, such as `libvirt.lock-manager`
  /// @param grave false: worth knowing; true: protection is not real
  /// @param what is found
  /// @param fix what to do
  public record CheckLine(String id, boolean grave, String what, String fix) {}

  public record Checked(List<CheckLine> findings) {}

  public static final Method<Nothing, Checked> CHECK =
      new Method<>(
          "host/check",
          Nothing.class,
          Checked.class,
          Duration.ofSeconds(30),
          "What is missing or dangerous on this host, with the fix.");

  /// @param operator who has checked the host
  public record ByHand(Header header, String operator) implements Change {
    public ByHand {
      if (operator.isBlank() || operator.length() > 100) {
        throw new IllegalArgumentException("an operator's name has 1 to 100 characters");
      }
    }
  }

  public static final Method<ByHand, Done> CHECKED =
      new Method<>(
          "host/checked",
          ByHand.class,
          Done.class,
          Duration.ofSeconds(10),
          "A person has looked why a start could not be proven here (S3): the host is fit again.");

  /// A host whose VMs may move here.
  ///
  /// @param key public half of that host's migration key, `TYPE BASE64`
  public record PeerKey(HostId host, String key) {
    public PeerKey {
      if (!key.matches("(ssh|ecdsa|sk)-[a-z0-9@.-]{1,60} [A-Za-z0-9+/]{40,2000}={0,2}")) {
        throw new IllegalArgumentException("not a public SSH key: " + key);
      }
    }
  }

  /// @param migrationKey public half of this host's own, `TYPE BASE64`; null: it has none
  /// @param peers whose key may log in here, for `migrate-in` only
  /// @param engines public keys of engines that may log in here, `TYPE BASE64`; null: an older
  ///   agent that does not tell
  public record Access(
      @Nullable String migrationKey, List<PeerKey> peers, @Nullable List<String> engines) {}

  public static final Method<Nothing, Access> ACCESS =
      new Method<>(
          "host/access",
          Nothing.class,
          Access.class,
          Duration.ofSeconds(10),
          "The public half of this host's migration key, the hosts that may move VMs here, the engines that may log in.");

  /// @param peers to be let in; a host that is not named keeps the key it has
  /// @param members hosts of the cluster; the keys of all others are taken away
  public record PutPeers(Header header, List<PeerKey> peers, List<HostId> members)
      implements Change {}

  public static final Method<PutPeers, Done> PUT_PEERS =
      new Method<>(
          "host/putPeers",
          PutPeers.class,
          Done.class,
          Duration.ofSeconds(10),
          "Let hosts of the cluster move VMs here with their migration keys.");

  /// @param number counts from 1 over all runs of the agent on this host
  /// @param agent the run that wrote it
  /// @param wallMillis for people
  /// @param clockMillis boot clock
  /// @param id stable, see events.md
  /// @param vm concerned, or null
  /// @param text one sentence with its arithmetic
  public record AgentEvent(
      long number,
      AgentInstance agent,
      long wallMillis,
      long clockMillis,
      String id,
      @Nullable VmId vm,
      String text) {}

  /// @param after number of the last event seen; 0 for the oldest kept
  /// @param countMax 1..1000
  public record EventsSince(long after, int countMax) {
    public EventsSince {
      if (after < 0) throw new IllegalArgumentException("event number below 0: " + after);
      if (countMax < 1 || countMax > 1000) {
        throw new IllegalArgumentException("count out of 1..1000: " + countMax);
      }
    }
  }

  /// @param lost events dropped unacknowledged since ever, because the journal was full
  public record Events(List<AgentEvent> events, long lost) {}

  public static final Method<EventsSince, Events> EVENTS =
      new Method<>(
          "host/events",
          EventsSince.class,
          Events.class,
          Duration.ofSeconds(10),
          "Events of the local journal after a number, oldest first.");

  /// @param upTo all events up to this number are safe with the caller
  public record Acknowledge(long upTo) {}

  public static final Method<Acknowledge, Done> ACKNOWLEDGE =
      new Method<>(
          "host/acknowledge",
          Acknowledge.class,
          Done.class,
          Duration.ofSeconds(10),
          "The caller has events up to a number in its own journal; the agent may forget them.");

  public static final Notice<Reported> REPORTED =
      new Notice<>(
          "host/reported", Reported.class, "Every 3 s, and at once when something changed.");

  public static final Notice<WatchReport> WATCHED =
      new Notice<>(
          "host/watched", WatchReport.class, "Once a second while asked for by `host/watch`.");

  public static final Notice<AgentEvent> EVENT =
      new Notice<>("host/event", AgentEvent.class, "Each event as it is written down.");

  /// @param job as the caller named it in the call
  /// @param percent 0..100, or -1 where it cannot be told
  public record Progress(String job, int percent, String text) {}

  public static final Notice<Progress> PROGRESS =
      new Notice<>(
          "host/progress",
          Progress.class,
          "How far a call is that carries a `job` name; `$/cancelRequest` cancels the call.");
}
