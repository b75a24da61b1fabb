package org.leasehold.app.console;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.incidents.Stories;
import org.leasehold.app.console.leasemap.ClusterVolume;
import org.leasehold.app.console.shell.Cluster;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.engine.EngineDoor;
import org.leasehold.app.engine.EnginePlaces;
import org.leasehold.app.engine.HeadlessEngine;
import org.leasehold.app.engine.JournalStories;
import org.leasehold.app.engine.KnownCluster;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.volume.Leader;

/// Real engines behind the face: one that runs already, or one in this window.
final class Engines {
  private static final String VERSION = "0.1.0";

  private Engines() {}

  /// Whether there is anything to be tried without asking: an engine of this user, or a cluster
  /// that it was connected to.
  static boolean anyKnown() throws IOException {
    var places = EnginePlaces.ofThisUser();
    return Files.exists(places.socket()) || new KnownCluster(places).read().isPresent();
  }

  /// @param said a socket or the name of a host; null: this user's, else the one that acts
  /// @throws IOException where no engine answers
  static Cluster running(@Nullable String said) throws IOException, CallException {
    var face = new EngineDoor(EnginePlaces.ofThisUser(), "leasehold console", true).open(said);
    // Another's engine keeps its journal where this user cannot look.
    var stories =
        said == null && Files.exists(EnginePlaces.ofThisUser().socket()) ? ofThisUser() : null;
    return new Cluster(face.latest().engine(), face, List.of(), ofLeaders(face), stories);
  }

  /// Its own journal, the user's SSH keys; other clients reach it by the usual socket.
  static Cluster embedded() throws Exception {
    var engine =
        HeadlessEngine.start(
            EnginePlaces.ofThisUser(),
            Path.of(System.getProperty("user.home", "/"), ".ssh"),
            InetAddress.getLocalHost().getHostName(),
            null,
            VERSION);
    // The window's last act closes the face; journal and socket go with the process.
    Runtime.getRuntime().addShutdownHook(new Thread(engine::close));
    var face = engine.face();
    return new Cluster(face.latest().engine(), face, List.of(), ofLeaders(face), ofThisUser());
  }

  /// Stories from this user's journal, each written on a thread of its own.
  private static Stories ofThisUser() {
    var state = EnginePlaces.ofThisUser().state();
    return (incident, folder) -> {
      var written = new CompletableFuture<String>();
      Thread.ofVirtual()
          .name("story")
          .start(
              () -> {
                try {
                  JournalStories.write(state, incident, folder, InstantSource.system());
                  written.complete(Texts.say("incidents.told", folder.toString()));
                } catch (Exception e) {
                  written.completeExceptionally(e);
                }
              });
      return written;
    };
  }

  /// A host's look at a volume carries every field of a leader, but no bytes: where the checksum
  /// holds they are the same bytes again.
  private static ClusterVolume.Raw ofLeaders(EngineFace face) {
    return (domain, slot, length) ->
        face.volume(domain)
            .thenCompose(
                volume -> {
                  var bytes = new byte[length];
                  var leader = volume.lease(slot).map(lease -> lease.leader());
                  boolean sound =
                      leader
                          .filter(l -> l.magic() == Leader.PAXOS_MAGIC && l.checksumHolds())
                          .isPresent();
                  if (!sound) {
                    return CompletableFuture.failedFuture(
                        new IOException(Texts.say("map.bytes.remote")));
                  }
                  leader.ifPresent(l -> l.encode(bytes, 0));
                  return CompletableFuture.completedFuture(bytes);
                });
  }
}
