package org.leasehold.core.monitor;

import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Outcome;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.VmTopic;

/// Keeps the cluster document and the VM definitions the same on every host: the highest wins, and
/// only the engine with the claim writes (S15, S16).
final class DocumentExchange {
  private static final Logger LOG = Logger.getLogger(DocumentExchange.class.getName());

  private final Lines lines;
  private final Inbox inbox;
  private final Definitions definitions;

  /// What this engine knew when it got the claim it has now.
  private volatile ClusterTopic.@Nullable Aside basedOn;

  DocumentExchange(Lines lines, Inbox inbox, Definitions definitions) {
    this.lines = lines;
    this.inbox = inbox;
    this.definitions = definitions;
  }

  /// It got the claim, knowing this document.
  void basedOn(ClusterDocument known) {
    basedOn = ClusterTopic.Aside.of(known);
  }

  /// Compares with one host, on a thread of its own.
  void compare(HostLine line, EngineState state) {
    Thread.ofVirtual().name("document " + line.entry().name()).start(() -> compareNow(line, state));
  }

  private void compareNow(HostLine line, EngineState state) {
    var mine = state.document();
    if (mine == null) return;
    try {
      var theirs = line.call(ClusterTopic.GET_DOCUMENT, new HostTopic.Nothing()).document();
      if (theirs != null && theirs.isForeignTo(mine)) {
        LOG.log(
            Level.SEVERE,
            "{0} keeps the document of another cluster; neither is taken over",
            line.entry().name());
        return;
      }
      boolean newer = theirs != null && theirs.isNewerThan(mine);
      if (theirs != null && newer) inbox.post(at -> new Event.DocumentChanged(at, theirs));
      // Only now: the engine believes in no report of a host before it knows that host's document.
      line.documentCompared();
      boolean older = theirs == null || mine.isNewerThan(theirs);
      if (older && state.claim().acts()) put(line, mine, state);
    } catch (CallException e) {
      LOG.log(Level.INFO, "{0}: document: {1}", new Object[] {line.entry().name(), e.sentence()});
    }
  }

  private void put(HostLine line, ClusterDocument document, EngineState state)
      throws CallException {
    line.call(
        ClusterTopic.PUT_DOCUMENT,
        new ClusterTopic.PutDocument(
            line.header(state.epoch(), "the cluster document changed"), document, basedOn));
  }

  /// Writes to every host in reach, side by side; the others get it when they are back. Blocks.
  Outcome write(ClusterDocument document, EngineState state) {
    // Before the first claim no agent would take it; the claim writes it to all.
    if (document.epoch().equals(Epoch.NONE)) return new Outcome.Done("kept by this engine");
    var kept = new java.util.concurrent.atomic.AtomicInteger();
    var refusal = new java.util.concurrent.atomic.AtomicReference<String>("");
    var threads =
        lines.all().stream()
            .filter(HostLine::isUp)
            .map(
                line ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              try {
                                put(line, document, state);
                                kept.incrementAndGet();
                              } catch (CallException e) {
                                refusal.set(line.entry().name() + ": " + e.sentence());
                              }
                            }))
            .toList();
    try {
      for (var thread : threads) thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (kept.get() == 0) return new Outcome.Failed("no host keeps it: " + refusal.get());
    return new Outcome.Done(
        "kept by %d of %d hosts".formatted(kept.get(), document.hosts().size()));
  }

  private Optional<VmTopic.Definition> ofWhatRuns(VmEntry entry, EngineState state) {
    var vm = state.vms().get(entry.id());
    var host = vm == null || vm.copies().size() != 1 ? null : vm.host();
    var line = host == null ? Optional.<HostLine>empty() : lines.find(host);
    return line.filter(HostLine::isUp).flatMap(it -> definitions.ofWhatRuns(entry, it));
  }

  /// Gives a host the definitions that it lacks, by its own answers.
  void replicate(HostLine line, VmTopic.StartAnswers answers, EngineState state) {
    var document = state.document();
    if (document == null || !state.claim().acts()) return;
    boolean gave = false;
    for (var entry : document.vms().values()) {
      var answer = answers.answers().get(entry.id());
      if (answer != null && answer.revision() >= entry.revision()) continue;
      var definition = definitions.wanted(entry, lines.all());
      if (definition.isEmpty()) definition = ofWhatRuns(entry, state);
      if (definition.isEmpty()) continue;
      try {
        line.call(
            VmTopic.PUT_DEFINITION,
            new VmTopic.PutDefinition(
                line.header(state.epoch(), "revision of " + entry.name() + " is missing here"),
                definition.get()));
        gave = true;
      } catch (CallException e) {
        LOG.log(
            Level.WARNING,
            "{0}: definition of {1}: {2}",
            new Object[] {line.entry().name(), entry.name(), e.sentence()});
      }
    }
    if (gave) line.askAnswers();
  }
}
