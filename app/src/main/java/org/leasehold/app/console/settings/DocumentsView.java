package org.leasehold.app.console.settings;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import javafx.scene.layout.VBox;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// Layout of the cluster document's copies: a line for each host, below it what a lost one says.
final class DocumentsView extends VBox {
  private final DocumentsModel model;
  private final VBox hosts = new VBox(6);
  private final VBox told = new VBox(4);

  DocumentsView(DocumentsModel model) {
    this.model = model;
    setSpacing(10);
    getStyleClass().add("card");
    hosts.setId("documents-hosts");
    told.setId("documents-told");
    told.getStyleClass().add("note");
    var ask = button(Texts.say("documents.ask"), model::look, "small");
    ask.setId("documents-ask");
    ask.disableProperty().bind(model.busy());
    model.rows().addListener((_, _, _) -> fillHosts());
    model.told().addListener((_, _, now) -> fill(now));
    fill(model.told().get());
    getChildren()
        .addAll(
            row(8, label(Texts.say("documents.title"), "subtitle"), Parts.space(), ask),
            Parts.text(Texts.say("documents.lead"), "mut"),
            hosts,
            told);
  }

  private void fillHosts() {
    hosts.getChildren().clear();
    for (var one : model.rows().get()) {
      var line = SettingsView.said(one.tone(), one.host(), one.text());
      hosts.getChildren().add(line);
      for (var lost : one.aside()) {
        var show =
            button(Texts.say("documents.show", lost.name()), () -> model.show(lost), "small");
        show.setId("documents-" + lost.host() + "-" + lost.name());
        line.getChildren().add(show);
      }
    }
  }

  private void fill(DocumentsModel.Told now) {
    told.getChildren().clear();
    if (!now.title().isEmpty()) told.getChildren().add(Parts.text(now.title(), "strong"));
    for (var one : now.lines()) told.getChildren().add(Parts.text("• " + one));
    Parts.style(told, now.tone().word() + "-note", "ok-note", "warn-note", "bad-note", "info-note");
    Parts.show(told, !now.title().isEmpty());
  }
}
