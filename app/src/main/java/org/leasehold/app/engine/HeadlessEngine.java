package org.leasehold.app.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.engine.notify.Notifications;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Step;
import org.leasehold.core.journal.Entry;
import org.leasehold.core.journal.Journal;
import org.leasehold.core.journal.JournalException;
import org.leasehold.core.link.SshConfiguration;
import org.leasehold.core.link.SshSecrets;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.Dialer;
import org.leasehold.core.monitor.EmbeddedFace;
import org.leasehold.core.monitor.EngineClock;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.FaceServer;
import org.leasehold.core.monitor.Incident;
import org.leasehold.core.monitor.Monitor;
import org.leasehold.core.monitor.SshDialer;
import org.leasehold.core.monitor.StepJournal;

/// An engine in this process: journal, monitor, face, and the socket others reach it by.
public final class HeadlessEngine implements AutoCloseable {
  private final Journal journal;
  private final EmbeddedFace face;
  private final FaceServer server;
  private final Notifications notifications;

  private HeadlessEngine(
      Journal journal, Notifications notifications, EmbeddedFace face, FaceServer server) {
    this.journal = journal;
    this.notifications = notifications;
    this.face = face;
    this.server = server;
  }

  /// @param ssh folder of SSH keys and configuration
  /// @param machine name of this machine, for people
  /// @param ownHost the host this runs on, null on a desktop (S16)
  /// @param version of the program
  public static HeadlessEngine start(
      EnginePlaces places, Path ssh, String machine, @Nullable HostId ownHost, String version)
      throws IOException, JournalException {
    return start(places, ssh, machine, ownHost, version, way -> way);
  }

  /// @param ways what stands between the engine and the agents; for tests
  public static HeadlessEngine start(
      EnginePlaces places,
      Path ssh,
      String machine,
      @Nullable HostId ownHost,
      String version,
      UnaryOperator<Dialer> ways)
      throws IOException, JournalException {
    var journal = Journal.open(places.state(), version, Clock.systemUTC());
    @Nullable Notifications notifications = null;
    try {
      var known = journal.recovered();
      var document = newest(known.document(), new KnownCluster(places).read().orElse(null));
      var name =
          "%s, started %s"
              .formatted(
                  machine, LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MINUTES));
      var dialer = dialer(ssh, _ -> null);
      notifications = Notifications.open(places.state().resolve("notify.json"), name);
      var monitor =
          new Monitor(
              new Monitor.Parts(
                  name,
                  ownHost,
                  document == null ? ClusterDocument.EMPTY : document,
                  known.memory(),
                  ways.apply(dialer),
                  new Written(journal),
                  notifications,
                  EngineClock.ofThisMachine()));
      var face =
          new EmbeddedFace(
              monitor,
              new Read(journal),
              address -> dialer.dial(address, "attach").look().toString());
      var server = FaceServer.open(face, version, places.socket(), "rw-rw----");
      monitor.start();
      return new HeadlessEngine(journal, notifications, face, server);
    } catch (IOException | RuntimeException e) {
      if (notifications != null) notifications.close();
      journal.close();
      throw e;
    }
  }

  /// A journal without a document is of a new machine, or was lost with its disk: `leasehold
  /// connect` has brought the cluster.
  private static @Nullable ClusterDocument newest(
      @Nullable ClusterDocument journalled, KnownCluster.@Nullable Content connected) {
    if (connected == null) return journalled;
    var brought = connected.document();
    if (journalled == null) return brought;
    return brought.isNewerThan(journalled) && !brought.isForeignTo(journalled)
        ? brought
        : journalled;
  }

  /// Logs in with the keys of a folder and the ssh-agent that runs.
  ///
  /// @param asks for passphrases of key files
  public static SshDialer dialer(Path folder, SshSecrets.Passphrases asks) {
    var agent = System.getenv().getOrDefault("SSH_AUTH_SOCK", "");
    var configuration =
        new SshConfiguration(
            folder.resolve("config"), folder.resolve("known_hosts"), folder, Path.of(agent));
    var socket = agent.isEmpty() ? Optional.<Path>empty() : Optional.of(Path.of(agent));
    return new SshDialer(
        configuration, new SshSecrets(socket, asks), System.getProperty("user.name", ""));
  }

  public EngineFace face() {
    return face;
  }

  @Override
  public void close() {
    server.close();
    face.close();
    notifications.close();
    journal.close();
  }

  /// The journal as the monitor writes it.
  private record Written(Journal journal) implements StepJournal {
    @Override
    public CompletableFuture<Void> append(
        EngineState before,
        Event event,
        Step step,
        List<EventLine> lines,
        List<Incident> incidents,
        long wallMillis) {
      return journal.append(new Entry.Stepped(wallMillis, before, event, step, lines, incidents));
    }

    @Override
    public CompletableFuture<Void> told(HostId host, long upTo, List<EventLine> lines) {
      return journal.append(new Entry.Told(host, upTo, lines));
    }

    @Override
    public Known known() {
      var known = journal.recovered();
      return new Known(
          known.lastEvent(),
          known.lastIncident(),
          known.open(),
          known.recent(),
          known.acknowledged());
    }

    @Override
    public List<String> complaints() {
      var all = new java.util.ArrayList<>(journal.recovered().notes());
      all.addAll(journal.complaints());
      return all;
    }
  }

  /// The journal as questions read it.
  private record Read(Journal journal) implements EmbeddedFace.Records {
    @Override
    public List<EventLine> events(long after, int countMax) throws Exception {
      return journal.reader().events(after, countMax);
    }

    @Override
    public List<Incident> incidents(int countMax) throws Exception {
      return journal.reader().incidents(countMax);
    }
  }
}
