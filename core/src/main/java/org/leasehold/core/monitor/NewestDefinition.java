package org.leasehold.core.monitor;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.VmTopic;

/// The definition of a VM as a host keeps it, for a person who wants to change it; changes nothing.
///
/// Where no host has the document's revision, the newest that any keeps: disks that moved while the
/// VM ran are a revision of the document at once, and where the VM ended before its XML was read
/// nobody has that one.
public final class NewestDefinition {
  private NewestDefinition() {}

  /// Asks one host after the other until one has the document's revision or a newer one.
  ///
  /// @return perhaps of an older revision; fails with [CallException] and what each host said
  public static CompletableFuture<VmTopic.Definition> of(
      EngineFace face, ClusterDocument document, VmEntry entry) {
    var answer = new CompletableFuture<VmTopic.Definition>();
    next(face, document.hosts().values().iterator(), entry, new Found(), answer);
    return answer;
  }

  private static final class Found {
    final List<String> sentences = new ArrayList<>();
    VmTopic.@Nullable Definition newest;
  }

  private static void next(
      EngineFace face,
      Iterator<HostEntry> hosts,
      VmEntry entry,
      Found found,
      CompletableFuture<VmTopic.Definition> answer) {
    var newest = found.newest;
    if (newest != null && (newest.revision() >= entry.revision() || !hosts.hasNext())) {
      answer.complete(newest);
      return;
    }
    if (!hosts.hasNext()) {
      answer.completeExceptionally(
          new CallException(
              ErrorCode.UNKNOWN_NAME,
              "no host has a definition of %s (%s)"
                  .formatted(entry.name(), String.join("; ", found.sentences))));
      return;
    }
    var host = hosts.next();
    var _ =
        face.look(host.id(), VmTopic.GET_DEFINITION, new VmTopic.Named(entry.id()))
            .whenComplete(
                (its, failure) -> {
                  var best = found.newest;
                  if (its == null) found.sentences.add(host.name() + ": " + sentence(failure));
                  else if (best == null || its.revision() > best.revision()) found.newest = its;
                  next(face, hosts, entry, found, answer);
                });
  }

  private static String sentence(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CallException call) return call.sentence();
    }
    return String.valueOf(failure.getMessage());
  }
}
