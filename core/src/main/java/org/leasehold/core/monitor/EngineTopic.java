package org.leasehold.core.monitor;

import com.google.gson.JsonElement;
import java.time.Duration;
import java.util.List;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.Limits;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.Notice;

/// What a console or a command line says to an engine over its socket: the engine's face, word for
/// word.
public final class EngineTopic {
  private EngineTopic() {}

  public static final int PROTOCOL = 1;

  /// A snapshot of 5,000 VMs is some 10 MB.
  public static final Limits LIMITS =
      new Limits(64 << 20, 512, 64, 64, 128 << 20, 1024, Duration.ofSeconds(20));

  private static final Duration QUICK = Duration.ofSeconds(15);

  /// @param protocol the caller's; both ends must be the same
  /// @param caller for the log
  /// @param follow whether snapshots are to be sent from now on
  public record Hello(int protocol, String caller, boolean follow) {}

  /// @param engine name of the engine
  /// @param version of its program
  public record Welcome(String engine, String version, Snapshot snapshot) {}

  public static final Method<Hello, Welcome> HELLO =
      new Method<>(
          "engine/hello", Hello.class, Welcome.class, QUICK, "First call of a connection.");

  public record Ask(String operator, Request request) {}

  public static final Method<Ask, Told> ASK =
      new Method<>(
          "engine/ask", Ask.class, Told.class, QUICK, "Ask for something on behalf of a person.");

  /// An answer in a field of its own, so that its kind is told.
  public record Told(Answer answer) {}

  public record Operate(String operator, Operation operation) {}

  public static final Method<Operate, Told> OPERATE =
      new Method<>(
          "engine/operate",
          Operate.class,
          Told.class,
          Duration.ofMinutes(20),
          "Something that takes several steps; cancelling stops after the present one.");

  /// @param work id of what is under way, as in a snapshot
  public record Cancel(String operator, String work) {}

  public static final Method<Cancel, Told> CANCEL =
      new Method<>(
          "engine/cancel",
          Cancel.class,
          Told.class,
          QUICK,
          "End something that is under way early.");

  public record KeyOf(HostAddress address) {}

  /// @param key `TYPE BASE64`
  public record Key(String key) {}

  public static final Method<KeyOf, Key> HOST_KEY =
      new Method<>(
          "engine/hostKey",
          KeyOf.class,
          Key.class,
          Duration.ofSeconds(60),
          "The key a host's SSH server shows, before it is trusted.");

  /// @param method of an agent, one that changes nothing
  /// @param params as that method takes them
  public record Look(HostId host, String method, JsonElement params) {}

  public record Looked(JsonElement answer) {}

  public static final Method<Look, Looked> LOOK =
      new Method<>(
          "engine/look",
          Look.class,
          Looked.class,
          Duration.ofMinutes(2),
          "Ask a host's agent something that changes nothing.");

  public record EventsAsked(long after, int countMax) {
    public EventsAsked {
      if (countMax < 1 || countMax > 10_000) {
        throw new IllegalArgumentException("count out of 1..10000: " + countMax);
      }
    }
  }

  public record Events(List<EventLine> events) {}

  public static final Method<EventsAsked, Events> EVENTS =
      new Method<>(
          "engine/events", EventsAsked.class, Events.class, QUICK, "Events, oldest first.");

  public record IncidentsAsked(int countMax) {
    public IncidentsAsked {
      if (countMax < 1 || countMax > 1000) {
        throw new IllegalArgumentException("count out of 1..1000: " + countMax);
      }
    }
  }

  public record Incidents(List<Incident> incidents) {}

  public static final Method<IncidentsAsked, Incidents> INCIDENTS =
      new Method<>(
          "engine/incidents",
          IncidentsAsked.class,
          Incidents.class,
          QUICK,
          "Incidents, newest first.");

  public static final List<Method<?, ?>> METHODS =
      List.of(HELLO, ASK, OPERATE, CANCEL, HOST_KEY, LOOK, EVENTS, INCIDENTS);

  public static final Notice<Snapshot> SNAPSHOT =
      new Notice<>("engine/snapshot", Snapshot.class, "After a step, at most four a second.");
}
