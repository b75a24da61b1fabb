package org.leasehold.app.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.monitor.Dialer;
import org.leasehold.core.monitor.RemoteFace;
import org.leasehold.core.protocol.CallException;

/// The way of a console or a command line to an engine: the one of this user, or through SSH the
/// one that acts on a host of the known cluster.
///
/// @param caller for the engine's log
/// @param follow whether snapshots are wanted, or one is enough
public record EngineDoor(EnginePlaces places, String caller, boolean follow) {
  private static final Logger LOG = Logger.getLogger(EngineDoor.class.getName());

  /// All hosts are asked at once; those that do not answer by then are let go.
  private static final Duration HOSTS_MAX = Duration.ofSeconds(20);

  /// @param said a socket's path (it has a `/`), the name of a host of the known cluster, or null:
  ///   this user's engine; where none runs or it only watches, the acting one on a host
  /// @throws NoEngineException with all that was tried
  public RemoteFace open(@Nullable String said) throws IOException, CallException {
    if (said != null && said.contains("/")) return local(Path.of(said));
    var known = new KnownCluster(places);
    var content = known.read();
    if (said != null) {
      var host =
          content.stream()
              .flatMap(one -> one.document().hosts().values().stream())
              .filter(one -> one.name().equals(said))
              .findFirst()
              .orElseThrow(() -> new NoEngineException(unknown(said, content.isPresent())));
      return remembered(known, through(List.of(host), dialer(known), true, ""));
    }
    @Nullable RemoteFace mine = null;
    try {
      mine = local(places.socket());
    } catch (NoEngineException e) {
      if (content.isEmpty()) throw e;
    }
    if (mine != null && (content.isEmpty() || !watchesOnly(mine))) return remembered(known, mine);
    var hosts = List.copyOf(content.get().document().hosts().values());
    try {
      var far =
          through(hosts, dialer(known), mine == null, "no engine answers on " + places.socket());
      if (mine != null) mine.close();
      return remembered(known, far);
    } catch (NoEngineException e) {
      if (mine != null) return mine;
      throw e;
    }
  }

  private static String unknown(String said, boolean connected) {
    return connected
        ? "the known cluster has no host %s; a socket is named by its path, such as ./engine.sock"
            .formatted(said)
        : "no cluster is known here, so neither is a host %s; say `leasehold connect %s` first"
            .formatted(said, said);
  }

  private static boolean watchesOnly(RemoteFace face) {
    var now = face.latest();
    return !now.state().claim().acts() && !now.acting().isEmpty();
  }

  private RemoteFace local(Path socket) throws NoEngineException, CallException {
    try {
      return RemoteFace.local(socket, caller, follow);
    } catch (IOException _) {
      throw new NoEngineException(
          "no engine answers on %s; start one with `leasehold engine`, or reach one on a host with `leasehold connect HOST`"
              .formatted(socket));
    }
  }

  private static Dialer dialer(KnownCluster known) throws IOException {
    return HeadlessEngine.dialer(known.sshFolder(), _ -> null);
  }

  private static RemoteFace remembered(KnownCluster known, RemoteFace face) {
    var document = face.latest().state().document();
    try {
      if (document != null) known.remember(document);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the cluster''s hosts are not remembered: {0}", e.getMessage());
    }
    return face;
  }

  /// One that answered, or why not.
  private record Tried(String host, @Nullable RemoteFace face, String sentence) {}

  /// The one that acts; where none does and `anyWill`, the first that answered.
  RemoteFace through(List<HostEntry> hosts, Dialer dialer, boolean anyWill, String before)
      throws NoEngineException {
    return through(hosts, dialer, anyWill, before, HOSTS_MAX);
  }

  RemoteFace through(
      List<HostEntry> hosts, Dialer dialer, boolean anyWill, String before, Duration atMost)
      throws NoEngineException {
    var sentences = new ArrayList<String>();
    if (!before.isEmpty()) sentences.add(before);
    var watching = new ArrayList<RemoteFace>();
    var silent = new TreeSet<String>();
    for (var host : hosts) silent.add(host.name());
    long until = System.nanoTime() + atMost.toNanos();
    // Never waited for as a whole: a dead host must not hold up an engine that has answered.
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      var asked = new ExecutorCompletionService<Tried>(threads);
      for (var host : hosts) asked.submit(() -> tried(host, dialer));
      for (int left = hosts.size(); left > 0; left--) {
        var ended = asked.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (ended == null) break;
        var one = ended.get();
        silent.remove(one.host());
        var face = one.face();
        if (face == null) {
          sentences.add(one.sentence());
        } else if (face.latest().state().claim().acts()) {
          watching.forEach(RemoteFace::close);
          drop(asked, left - 1);
          return face;
        } else {
          watching.add(face);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a defect of the way to engines", e);
    } finally {
      threads.shutdownNow();
    }
    if (anyWill && !watching.isEmpty()) {
      watching.subList(1, watching.size()).forEach(RemoteFace::close);
      return watching.getFirst();
    }
    watching.forEach(RemoteFace::close);
    for (var name : silent) {
      sentences.add("%s did not answer within %d s".formatted(name, atMost.toSeconds()));
    }
    throw new NoEngineException(
        "%s; start one with `leasehold engine`".formatted(String.join("; ", sentences)));
  }

  /// Connections that come too late are closed when they come.
  private static void drop(ExecutorCompletionService<Tried> asked, int left) {
    if (left == 0) return;
    Thread.ofVirtual()
        .name("late engines")
        .start(
            () -> {
              for (int i = 0; i < left; i++) {
                try {
                  var late = asked.poll(HOSTS_MAX.toSeconds(), TimeUnit.SECONDS);
                  var face = late == null ? null : late.get().face();
                  if (face != null) face.close();
                } catch (InterruptedException | ExecutionException _) {
                  return;
                }
              }
            });
  }

  private Tried tried(HostEntry host, Dialer dialer) {
    try {
      var transport = dialer.to(host, "engine").dial();
      try {
        return new Tried(host.name(), RemoteFace.through(transport, caller, follow), "");
      } catch (CallException e) {
        var remarks = transport.remarks();
        transport.close();
        return failed(
            host, "%s: %s".formatted(host.name(), remarks.isEmpty() ? e.sentence() : remarks));
      }
    } catch (LinkException e) {
      return failed(host, e.sentence());
    } catch (IOException e) {
      return failed(host, "%s: %s".formatted(host.name(), e.getMessage()));
    } catch (InterruptedException _) {
      // Let go: nobody waits for it any more.
      return failed(host, "");
    }
  }

  private static Tried failed(HostEntry host, String sentence) {
    return new Tried(host.name(), null, sentence);
  }
}
