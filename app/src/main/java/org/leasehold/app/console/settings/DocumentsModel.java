package org.leasehold.app.console.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Failures;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.DocumentDifference;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.HostTopic;

/// Which cluster document each host keeps, and what one of those says that lost against a newer
/// one: written by an engine that was cut off, it is kept aside and never acted on (S14).
public final class DocumentsModel {
  private static final long DEADLINE_SECONDS = 15;
  static final int LINES_MAX = 200;

  private final Supplier<@Nullable Desk> desk;
  private final TreeMap<HostId, Row> heard = new TreeMap<>();
  private final ObjectProperty<List<Row>> rows = new SimpleObjectProperty<>(List.of());
  private final ObjectProperty<Told> told = new SimpleObjectProperty<>(Told.NOTHING);
  private final BooleanProperty busy = new SimpleBooleanProperty(false);
  private int waiting;

  /// @param text which document it keeps, or why it could not be asked
  /// @param aside documents that lost, newest first
  record Row(Tone tone, String host, String text, List<Lost> aside) {}

  /// @param name `EPOCH.REVISION`
  record Lost(HostId host, ClusterTopic.Aside which, String name) {}

  /// What a document that lost says otherwise than the one that counts.
  record Told(Tone tone, String title, List<String> lines) {
    static final Told NOTHING = new Told(Tone.NONE, "", List.of());
  }

  public DocumentsModel(Supplier<@Nullable Desk> desk) {
    this.desk = desk;
  }

  /// Asks every host, which changes nothing.
  void look() {
    var at = desk.get();
    if (at == null || busy.get()) return;
    var document = at.face().latest().state().document();
    if (document == null || document.hosts().isEmpty()) return;
    heard.clear();
    waiting = document.hosts().size();
    busy.set(true);
    told.set(Told.NOTHING);
    for (var host : document.hosts().values()) ask(at, document, host);
  }

  private void ask(Desk at, ClusterDocument counts, HostEntry host) {
    var _ =
        at.face()
            .look(host.id(), ClusterTopic.GET_DOCUMENT, new HostTopic.Nothing())
            .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (kept, failure) -> at.window().execute(() -> heard(counts, host, kept, failure)));
  }

  private void heard(
      ClusterDocument counts,
      HostEntry host,
      ClusterTopic.@Nullable Kept kept,
      @Nullable Throwable failure) {
    heard.put(
        host.id(),
        kept == null
            ? new Row(Tone.WARN, host.name(), Failures.sentence(failure), List.of())
            : row(counts, host, kept));
    if (--waiting > 0) return;
    rows.set(List.copyOf(heard.values()));
    busy.set(false);
  }

  private static Row row(ClusterDocument counts, HostEntry host, ClusterTopic.Kept kept) {
    var lost = kept.aside().stream().map(one -> new Lost(host.id(), one, one.name())).toList();
    var document = kept.document();
    if (document == null) {
      return new Row(Tone.WARN, host.name(), Texts.say("documents.none"), lost);
    }
    var its = ClusterTopic.Aside.of(document);
    boolean same = its.equals(ClusterTopic.Aside.of(counts));
    var text = Texts.say(same ? "documents.same" : "documents.other", its.name());
    return new Row(same ? Tone.OK : Tone.WARN, host.name(), text, lost);
  }

  /// Shows what it says otherwise than the document that counts.
  void show(Lost lost) {
    var at = desk.get();
    if (at == null) return;
    told.set(new Told(Tone.INFO, Texts.say("documents.asking", lost.name()), List.of()));
    var _ =
        at.face()
            .look(lost.host(), ClusterTopic.GET_ASIDE, lost.which())
            .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (document, failure) ->
                    at.window().execute(() -> told.set(told(at, lost, document, failure))));
  }

  private static Told told(
      Desk at, Lost lost, ClusterTopic.@Nullable AsideDocument its, @Nullable Throwable failure) {
    var counts = at.face().latest().state().document();
    if (its == null || counts == null) {
      return new Told(Tone.WARN, Failures.sentence(failure), List.of());
    }
    var all = DocumentDifference.of(its.document(), counts);
    var lines = new ArrayList<>(all.subList(0, Math.min(all.size(), LINES_MAX)));
    if (lines.size() < all.size()) {
      lines.add(Texts.say("documents.more", all.size() - lines.size()));
    }
    var name = ClusterTopic.Aside.of(counts).name();
    var key = all.isEmpty() ? "documents.alike" : "documents.differs";
    return new Told(Tone.INFO, Texts.say(key, lost.name(), name), lines);
  }

  ReadOnlyObjectProperty<List<Row>> rows() {
    return rows;
  }

  ReadOnlyObjectProperty<Told> told() {
    return told;
  }

  ReadOnlyBooleanProperty busy() {
    return busy;
  }
}
