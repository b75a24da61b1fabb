package org.leasehold.agent.document;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.journal.DurableFile;
import org.leasehold.agent.journal.EventId;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.agent.rpc.Handlers;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Wire;

/// Keeps the document in one file, readable by root only, replaced as a whole; refuses one that is
/// not newer by (epoch, revision) and keeps what was replaced aside (S15).
public final class DocumentKeeper {
  private static final int ASIDE_MAX = 20;

  private record File(int schema, ClusterDocument document) {}

  private static final int SCHEMA = 1;

  private final Path folder;
  private final EventJournal journal;
  private @Nullable ClusterDocument document;

  private DocumentKeeper(Path folder, EventJournal journal, @Nullable ClusterDocument document) {
    this.folder = folder;
    this.journal = journal;
    this.document = document;
  }

  /// @throws IOException also where the file is damaged: an empty document must not look like none
  public static DocumentKeeper open(Path stateFolder, EventJournal journal) throws IOException {
    var folder = stateFolder.resolve("document");
    Files.createDirectories(folder);
    return new DocumentKeeper(folder, journal, read(folder.resolve("current.json")).orElse(null));
  }

  private static Optional<ClusterDocument> read(Path file) throws IOException {
    var bytes = DurableFile.read(file);
    if (bytes.isEmpty()) return Optional.empty();
    try {
      var json = JsonParser.parseString(new String(bytes.get(), StandardCharsets.UTF_8));
      var content = Wire.fromJson(json, File.class);
      if (content.schema() == SCHEMA) return Optional.of(content.document());
      throw new IOException(
          "%s has schema %d, this agent knows %d; update it"
              .formatted(file, content.schema(), SCHEMA));
    } catch (CallException | RuntimeException e) {
      throw new IOException(
          file + " is damaged; move it away, the engine sends the document anew: " + e.getMessage(),
          e);
    }
  }

  public void bind(Handlers handlers) {
    handlers
        .on(ClusterTopic.PUT_DOCUMENT, (ask, _) -> put(ask.document(), ask.basedOn()))
        .on(ClusterTopic.GET_DOCUMENT, (_, _) -> kept())
        .on(ClusterTopic.GET_ASIDE, (ask, _) -> new ClusterTopic.AsideDocument(keptAside(ask)));
  }

  public synchronized Optional<ClusterDocument> current() {
    return Optional.ofNullable(document);
  }

  /// Names of the secrets of all power devices in it.
  public synchronized List<String> secretNames() {
    var kept = document;
    if (kept == null) return List.of();
    return kept.hosts().values().stream()
        .flatMap(host -> host.fence().devices().stream())
        .map(FenceDevice::secret)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  synchronized Done put(ClusterDocument next) throws CallException {
    return put(next, null);
  }

  /// @param basedOn what the engine that wrote it knew before; null where that is not known
  synchronized Done put(ClusterDocument next, ClusterTopic.@Nullable Aside basedOn)
      throws CallException {
    var before = document;
    if (before != null && isSame(next, before)) return new Done("kept already: " + name(next));
    if (before != null && isOfAnotherCluster(next, before)) {
      var text = "%s is of another cluster than %s, kept here".formatted(name(next), name(before));
      journal.record(EventId.DOCUMENT_REFUSED, null, text);
      throw new CallException(ErrorCode.RULE, text);
    }
    if (before != null && !next.isNewerThan(before)) {
      var text = "%s is not newer than %s, kept here".formatted(name(next), name(before));
      journal.record(EventId.DOCUMENT_REFUSED, null, text);
      throw new CallException(ErrorCode.STALE, text);
    }
    boolean wasAside = before != null && Files.exists(aside(before));
    try {
      if (before != null) write(aside(before), before);
      write(folder.resolve("current.json"), next);
      forgetOldest();
    } catch (IOException e) {
      if (before != null && !wasAside) forgetCopyOfCurrent(before);
      throw new CallException(
          ErrorCode.UNREACHABLE,
          "%s cannot be written down on this host: %s".formatted(name(next), e.getMessage()),
          e);
    }
    document = next;
    journal.record(EventId.DOCUMENT_KEPT, null, name(next));
    if (before != null && isOfAnotherHand(before, next, basedOn)) {
      journal.record(
          EventId.DOCUMENT_LOST,
          null,
          "%s lost against %s, whose engine knew only (epoch %s, revision %d); it is kept aside: leasehold document"
              .formatted(
                  name(before),
                  name(next),
                  Objects.requireNonNull(basedOn).epoch(),
                  basedOn.revision()));
    }
    return new Done(name(next) + " is kept");
  }

  /// A cluster is known by its domains; one that gave its last domain away, by the same engine's
  /// hand and the same hosts.
  private static boolean isOfAnotherCluster(ClusterDocument next, ClusterDocument before) {
    return !before.stores().isEmpty()
        && Collections.disjoint(next.stores().keySet(), before.stores().keySet())
        && !gaveItsLastDomainAway(next, before);
  }

  private static boolean gaveItsLastDomainAway(ClusterDocument next, ClusterDocument before) {
    return next.stores().isEmpty()
        && next.vms().isEmpty()
        && before.vms().isEmpty()
        && before.stores().size() == 1
        && next.epoch().equals(before.epoch())
        && next.hosts().equals(before.hosts());
  }

  /// Two engines wrote apart from each other, from the same document on.
  private static boolean isOfAnotherHand(
      ClusterDocument before, ClusterDocument next, ClusterTopic.@Nullable Aside basedOn) {
    return basedOn != null
        && before.epoch().compareTo(next.epoch()) < 0
        && basedOn.isBefore(before);
  }

  private static boolean isSame(ClusterDocument a, ClusterDocument b) {
    return a.epoch().equals(b.epoch()) && a.revision() == b.revision() && a.equals(b);
  }

  private static String name(ClusterDocument one) {
    return "document (epoch %s, revision %d)".formatted(one.epoch(), one.revision());
  }

  private Path aside(ClusterDocument one) {
    return folder.resolve("aside-%016x-%016x.json".formatted(one.epoch().value(), one.revision()));
  }

  synchronized ClusterDocument keptAside(ClusterTopic.Aside which) throws CallException {
    try {
      var file =
          folder.resolve(
              "aside-%016x-%016x.json".formatted(which.epoch().value(), which.revision()));
      return read(file)
          .orElseThrow(
              () ->
                  new CallException(
                      ErrorCode.UNKNOWN_NAME,
                      "no document (epoch %s, revision %d) is kept aside here"
                          .formatted(which.epoch(), which.revision())));
    } catch (IOException e) {
      throw new CallException(ErrorCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private static void write(Path file, ClusterDocument one) throws IOException {
    var json = Wire.GSON.toJson(new File(SCHEMA, one));
    DurableFile.write(file, json.getBytes(StandardCharsets.UTF_8));
  }

  /// The one that still counts was not replaced, so it is not kept aside either.
  private void forgetCopyOfCurrent(ClusterDocument one) {
    try {
      boolean counts = read(folder.resolve("current.json")).equals(Optional.of(one));
      if (counts) Files.deleteIfExists(aside(one));
    } catch (IOException _) {
      // A copy too many does no harm.
    }
  }

  private void forgetOldest() throws IOException {
    var files = asideFiles();
    for (var file : files.subList(Math.min(ASIDE_MAX, files.size()), files.size())) {
      Files.delete(file);
    }
  }

  /// Newest first.
  private List<Path> asideFiles() throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith("aside-"))
          .sorted((a, b) -> b.compareTo(a))
          .toList();
    }
  }

  private synchronized ClusterTopic.Kept kept() throws CallException {
    try {
      var aside = new ArrayList<ClusterTopic.Aside>();
      for (var file : asideFiles()) {
        read(file).ifPresent(one -> aside.add(new ClusterTopic.Aside(one.epoch(), one.revision())));
      }
      return new ClusterTopic.Kept(document, aside);
    } catch (IOException e) {
      throw new CallException(ErrorCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }
}
