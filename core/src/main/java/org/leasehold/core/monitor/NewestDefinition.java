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
public final class NewestDefinition {
  private NewestDefinition() {}

  /// Asks one host after the other until one has the document's revision or a newer one.
  ///
  /// @return fails with [CallException] and what each host said
  public static CompletableFuture<VmTopic.Definition> of(
      EngineFace face, ClusterDocument document, VmEntry entry) {
    var answer = new CompletableFuture<VmTopic.Definition>();
    next(face, document.hosts().values().iterator(), entry, new ArrayList<>(), answer);
    return answer;
  }

  private static void next(
      EngineFace face,
      Iterator<HostEntry> hosts,
      VmEntry entry,
      List<String> sentences,
      CompletableFuture<VmTopic.Definition> answer) {
    if (!hosts.hasNext()) {
      answer.completeExceptionally(
          new CallException(
              ErrorCode.UNKNOWN_NAME,
              "no host has revision %d of %s (%s)"
                  .formatted(entry.revision(), entry.name(), String.join("; ", sentences))));
      return;
    }
    var host = hosts.next();
    var _ =
        face.look(host.id(), VmTopic.GET_DEFINITION, new VmTopic.Named(entry.id()))
            .whenComplete(
                (its, failure) -> {
                  if (its != null && its.revision() >= entry.revision()) {
                    answer.complete(its);
                    return;
                  }
                  sentences.add(
                      its != null
                          ? "%s keeps revision %d".formatted(host.name(), its.revision())
                          : host.name() + ": " + sentence(failure));
                  next(face, hosts, entry, sentences, answer);
                });
  }

  private static String sentence(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CallException call) return call.sentence();
    }
    return String.valueOf(failure.getMessage());
  }
}
