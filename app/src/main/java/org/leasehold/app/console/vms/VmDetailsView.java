package org.leasehold.app.console.vms;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.io.ByteArrayInputStream;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.Wishes;
import org.leasehold.app.console.parts.FactTable;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;

/// Layout of one VM in full.
final class VmDetailsView extends ScrollPane {
  private static final double WIDTH = 360;
  private static final double PICTURE = 236;

  private final VBox box = new VBox(8);
  private final Label title = label("", "subtitle");
  private final VBox note = new VBox(2);
  private final Label strong = Parts.text("", "strong");
  private final Label why = Parts.text("");
  private final FactTable facts = new FactTable(96);
  private final Label placesTitle = label(Texts.say("vm.places"), "subtitle");
  private final VBox places = new VBox(5);
  private final Label heldTitle = label(Texts.say("inspect.who"), "subtitle");
  private final FactTable held = new FactTable(96);
  private final Label eventsTitle = label(Texts.say("inspect.events"), "subtitle");
  private final VBox events = new VBox(4);
  private final ImageView picture = new ImageView();
  private final Label guestText = Parts.text("", "mut");
  private final TextArea command = new TextArea();
  private final FlowPane buttons;
  private final Button screen;
  private final Button display;
  private @Nullable VmDetails shown;

  VmDetailsView(VmsModel model, GuestModel guest, Wishes wishes) {
    getStyleClass().addAll("page-scroll", "inspector");
    setId("vm-details");
    setFitToWidth(true);
    setFocusTraversable(false);
    setHbarPolicy(ScrollBarPolicy.NEVER);
    setPrefWidth(WIDTH);
    setMinWidth(280);
    title.setId("vm-title");
    why.setId("vm-why");
    note.getStyleClass().add("note");
    note.getChildren().addAll(strong, why);
    var lease =
        button(
            Texts.say("vm.show.lease"),
            () -> {
              var now = shown;
              if (now != null) wishes.showLease(now.vm());
            },
            "small");
    screen = button(Texts.say("guest.screen"), guest::takePicture, "small");
    screen.setId("guest-screen");
    display = button(Texts.say("guest.display"), guest::findDisplay, "small");
    display.setId("guest-display");
    buttons = new FlowPane(8, 8, lease, screen, display);
    buttons.setMinHeight(USE_PREF_SIZE);
    VBox.setMargin(buttons, new javafx.geometry.Insets(2, 0, 6, 0));
    picture.setId("guest-picture");
    picture.setPreserveRatio(true);
    picture.setFitWidth(PICTURE);
    picture.setAccessibleText(Texts.say("guest.screen"));
    command.setEditable(false);
    command.setWrapText(true);
    command.setPrefRowCount(4);
    command.setId("guest-command");
    command.getStyleClass().add("mono");
    box.getStyleClass().add("card");
    box.setMinHeight(USE_PREF_SIZE);
    box.getChildren()
        .addAll(
            title,
            note,
            buttons,
            guestText,
            picture,
            command,
            facts,
            placesTitle,
            places,
            heldTitle,
            held,
            eventsTitle,
            events);
    setFitToHeight(true);
    setContent(box);
    guestText.textProperty().bind(guest.text());
    guest.text().addListener((_, _, now) -> Parts.show(guestText, !now.isEmpty()));
    Parts.show(guestText, false);
    guest.screen().addListener((_, _, now) -> picture(now));
    picture(null);
    guest
        .command()
        .addListener(
            (_, _, now) -> {
              command.setText(now);
              Parts.show(command, !now.isEmpty());
            });
    Parts.show(command, false);
    screen.disableProperty().bind(guest.busy());
    display.disableProperty().bind(guest.busy());
    model.details().addListener((_, _, now) -> show(now, model.chosen().get().size()));
    model
        .chosen()
        .addListener(
            (_, _, now) -> {
              guest.of(now.size() == 1 ? now.getFirst() : null);
              show(model.details().get(), now.size());
            });
    show(null, 0);
  }

  private void picture(@Nullable GuestScreen now) {
    Parts.show(picture, now != null);
    picture.setImage(now == null ? null : image(now));
  }

  private static Image image(GuestScreen of) {
    if (of.png().length > 0) return new Image(new ByteArrayInputStream(of.png()));
    var image = new WritableImage(of.width(), of.height());
    image
        .getPixelWriter()
        .setPixels(
            0,
            0,
            of.width(),
            of.height(),
            PixelFormat.getIntArgbInstance(),
            of.points(),
            0,
            of.width());
    return image;
  }

  private void show(@Nullable VmDetails next, int chosen) {
    var before = shown;
    shown = next;
    if (next == null) {
      title.setText(Texts.say("vm.chosen", chosen));
      for (Node node : box.getChildren().subList(1, box.getChildren().size())) {
        Parts.show(node, false);
      }
      return;
    }
    if (before == null) {
      for (Node node : List.<Node>of(note, buttons, facts)) Parts.show(node, true);
      Parts.show(guestText, !guestText.getText().isEmpty());
      Parts.show(picture, picture.getImage() != null);
      Parts.show(command, !command.getText().isEmpty());
    }
    if (next.equals(before)) return;
    title.setText(next.name());
    strong.setText(next.strong());
    why.setText(next.why());
    Parts.show(why, !next.why().isEmpty());
    Parts.style(note, note(next.tone()), "ok-note", "warn-note", "bad-note", "info-note");
    Parts.show(screen, next.running());
    Parts.show(display, next.running());
    facts.show(next.facts().stream().map(f -> new FactTable.Fact(f.name(), f.value())).toList());
    held.show(next.held().stream().map(f -> new FactTable.Fact(f.name(), f.value())).toList());
    Parts.show(held, !next.held().isEmpty());
    Parts.show(heldTitle, !next.held().isEmpty());
    if (before == null || !before.places().equals(next.places())) places(next.places());
    if (before == null || !before.events().equals(next.events())) {
      events.getChildren().clear();
      for (var line : next.events()) events.getChildren().add(Parts.text(line, "mut"));
    }
    Parts.show(events, !next.events().isEmpty());
    Parts.show(eventsTitle, !next.events().isEmpty());
  }

  private void places(List<VmDetails.Place> rows) {
    places.getChildren().clear();
    for (var one : rows) {
      var icon = Parts.icon(one.tone().icon(), "icon-" + one.tone().word());
      icon.setAccessibleText(Texts.say("tone." + one.tone().word()));
      var name = label(one.host(), "strong");
      name.setMinWidth(USE_PREF_SIZE);
      var line = row(8, icon, name, Parts.grow(Parts.text(one.text(), "mut")));
      places.getChildren().add(line);
    }
    Parts.show(places, !rows.isEmpty());
    Parts.show(placesTitle, !rows.isEmpty());
  }

  private static String note(Tone tone) {
    return switch (tone) {
      case OK -> "ok-note";
      case WARN -> "warn-note";
      case BAD -> "bad-note";
      case INFO, NONE -> "info-note";
    };
  }
}
