package org.leasehold.app.console.overview;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.column;
import static org.leasehold.app.console.parts.Parts.grow;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.leasehold.app.console.live.Wishes;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.TimelineBar;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.theme.ThemeColours;

/// One incident on the Overview; kept while the incident is open, so that focus stays.
final class IncidentNode extends VBox {
  private final HBox titleIcon = new HBox();
  private final Label title = label("", "title");
  private final Label text = Parts.text("", "mut");
  private final Label caption = label("", "mut");
  private final Label clock = label("", "big");
  private final Label countdown = label("", "big", "warn");
  private final Label interval = label("", "mut", "small");
  private final VBox deadline;
  private final TimelineBar timeline = new TimelineBar();
  private final Label hint = Parts.text("", "mut");
  private final Button confirm;
  private final Button more;
  private final GridPane plan = new GridPane();
  private boolean open;
  private IncidentCard card;
  private List<IncidentCard.PlanRow> planShown = List.of();

  IncidentNode(IncidentCard first, Wishes wishes) {
    card = first;
    titleIcon.setAlignment(Pos.CENTER);
    getStyleClass().add("card");
    setId("incident-" + first.id());
    deadline = column(0, caption, row(8, clock, countdown), interval);
    deadline.setAlignment(Pos.TOP_RIGHT);
    deadline.setMinWidth(USE_PREF_SIZE);
    ((HBox) deadline.getChildren().get(1)).setAlignment(Pos.CENTER_RIGHT);
    var head = new HBox(14, grow(column(3, row(8, titleIcon, title), text)), deadline);
    confirm =
        button(
            Texts.say("incident.confirm"),
            () -> {
              var host = card.host();
              if (host != null) wishes.confirmRebooted(host);
            });
    confirm.setId("confirm-" + first.id());
    more = button(Texts.say("incident.plan"), this::toggle);
    more.setId("plan-" + first.id());
    countdown.setId("countdown-" + first.id());
    plan.setHgap(14);
    plan.setVgap(5);
    var name = new ColumnConstraints();
    name.setMinWidth(100);
    var what = new ColumnConstraints();
    what.setMinWidth(USE_PREF_SIZE);
    var why = new ColumnConstraints();
    why.setHgrow(javafx.scene.layout.Priority.ALWAYS);
    plan.getColumnConstraints().addAll(name, what, why);
    getChildren().addAll(head, timeline, row(10, more, confirm, grow(hint)), plan);
    show(first);
  }

  void toggle() {
    open = !open;
    more.setText(Texts.say(open ? "incident.plan.hide" : "incident.plan"));
    planShown = List.of();
    show(card);
  }

  void show(IncidentCard next) {
    card = next;
    Parts.style(this, frame(next.tone()), "alarm", "grave", "marked", "plain");
    titleIcon.getChildren().setAll(Parts.icon(next.tone().icon(), "icon-" + next.tone().word()));
    title.setText(next.title());
    text.setText(next.text());
    hint.setText(next.hint());
    var due = next.deadline();
    Parts.show(deadline, due != null);
    if (due != null) {
      caption.setText(due.caption());
      clock.setText(due.clock());
      countdown.setText(due.countdown());
      interval.setText(due.interval());
    }
    Parts.show(timeline, next.timeline() != null);
    timeline.show(next.timeline());
    Parts.show(confirm, next.confirmable());
    Parts.show(plan, open);
    if (open && !planShown.equals(next.plan())) {
      planShown = next.plan();
      fillPlan();
    }
  }

  private static String frame(Tone tone) {
    return switch (tone) {
      case WARN -> "alarm";
      case BAD -> "grave";
      case INFO -> "marked";
      case OK, NONE -> "plain";
    };
  }

  private void fillPlan() {
    plan.getChildren().clear();
    int line = 0;
    for (var vm : planShown) {
      var icon = Parts.icon(vm.tone().icon(), "icon-" + vm.tone().word());
      plan.add(row(6, icon, label(vm.vm(), "strong")), 0, line);
      var what = label(vm.what());
      what.setMinWidth(USE_PREF_SIZE);
      plan.add(what, 1, line);
      plan.add(Parts.text(vm.evidence(), "mut"), 2, line++);
    }
  }

  void colours(ThemeColours colours) {
    timeline.colours(colours);
  }
}
