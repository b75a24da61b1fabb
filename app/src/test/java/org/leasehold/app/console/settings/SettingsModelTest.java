package org.leasehold.app.console.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.effect.EffectModel;
import org.leasehold.app.console.live.RenewalHistory;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.app.engine.notify.NotifyTrial;
import org.leasehold.core.model.Settings;

class SettingsModelTest {
  private static final Times TIMES = new Times(ZoneOffset.UTC);

  private final DemoCluster cluster = settled();
  private final Desk desk = new Desk(new StillFace(cluster), "anna", TIMES, Runnable::run);
  private final TimesModel model = new TimesModel(() -> desk);

  SettingsModelTest() {
    hear();
  }

  private static DemoCluster settled() {
    var cluster = new DemoCluster(1_700_000_000_000L, 7);
    cluster.settle();
    return cluster;
  }

  private SettingsReading reading() {
    return SettingsReading.of(cluster.snapshot(), new RenewalHistory(), TIMES);
  }

  private void hear() {
    model.show(cluster.snapshot(), reading().settings());
  }

  @Test
  void settingsAreTheSameAfterTheyWereTexts() {
    var now = reading().settings();
    assertEquals(now, SettingsTree.settings(SettingsTree.texts(now)));
    assertEquals("0.5", SettingsTree.texts(Settings.DEFAULT).get("detection.gracePerVm"));
  }

  @Test
  void everySettingSaysWhatItIsFor() {
    for (var field : model.fields()) {
      assertFalse(Texts.say("setting." + field.name()).isEmpty(), field.name());
    }
    assertEquals(
        Settings.class.getRecordComponents().length,
        model.fields().stream().map(SettingsTree.Field::group).distinct().count());
  }

  @Test
  void whatDoesNotFitTogetherIsRefusedWithTheEnginesOwnSentence() {
    assertTrue(model.off().get(), "nothing differs yet");
    model.text("watching.claimEnds").set("40");
    assertEquals(
        List.of(
            "watching.claimEnds = 40 s must be below watching.watcherDelay = 30 s: a watcher must"
                + " not start while the claim may still be held"),
        model.wrong().get());
    assertTrue(model.off().get());
    assertNull(model.save());
    model.text("watching.watcherDelay").set("60");
    assertEquals(List.of(), model.wrong().get());
    assertFalse(model.off().get());
  }

  @Test
  void whatIsOutOfRangeOrNoNumberIsRefused() {
    model.text("detection.graceBase").set("5");
    assertTrue(model.wrong().get().contains("detection.graceBase is 5 s, allowed 10..600 s"));
    model.text("detection.graceBase").set("soon");
    assertEquals(
        List.of("detection.graceBase is “soon”, which is not a value"), model.wrong().get());
    model.undo();
    assertEquals(List.of(), model.wrong().get());
    assertFalse(model.changed().get());
  }

  @Test
  void theSecondsThatWouldResultAreShownWhileTyping() {
    model.text("detection.graceBase").set("30");
    assertEquals(
        "kvm1: silent for 30 + 0.5 × 6 = 33 s before it counts as non-responsive",
        model.resulting().get().getFirst());
  }

  @Test
  void savingShowsWhatDiffersAndIsHeardByTheEngine() {
    model.text("detection.graceBase").set("30");
    var dialog = Objects.requireNonNull(model.save());
    assertEquals("60 becomes 30", dialog.effect().get().rows().getFirst().text());
    dialog.carryOut();
    assertTrue(dialog.over().get());
    hear();
    assertEquals(30, reading().settings().detection().graceBase().toSeconds());
    assertFalse(model.changed().get());
  }

  @Test
  void whatIsTypedStaysWhenTheClusterMovesOn() {
    model.text("restart.hostsPerTry").set("5");
    cluster.advance(5);
    hear();
    assertEquals("5", model.text("restart.hostsPerTry").get());
  }

  @Test
  void aStoreThatHoldsLeasesIsNotRemoved() {
    var store = reading().stores().getFirst();
    var dialog = new EffectModel(desk, new StoreEffects(store.domain()));
    assertTrue(dialog.effect().get().blocked().startsWith("It is needed: it holds the leases of"));
    dialog.typed().set(store.name());
    assertTrue(dialog.off().get());
  }

  @Test
  void aStoresFormSaysWhatIsWrongAndWhatFollowsFromN() {
    var form = new StoreModel(desk);
    assertTrue(form.off().get());
    form.name().set("nas2");
    assertEquals("A path begins with / and has no blanks.", form.said().get().text());
    form.path().set("/srv/vms2/xleases");
    assertFalse(form.off().get());
    form.ioTimeout().set("5");
    assertEquals(
        "N = 5 s: renewed every 10 s; VMs ended at 40 s, killed at 60 s; leases free at 100 s, at"
            + " the latest 145 s after the last change.",
        form.times().get());
    form.ioTimeout().set("256");
    assertEquals("N is 1 to 255 s.", form.said().get().text());
    form.ioTimeout().set("5");
    form.ask();
    assertEquals("Refused: not in a test", form.said().get().text());
    assertFalse(form.done().get());
  }

  @Test
  void adviceComesFromWhatWasMeasured() {
    var history = new RenewalHistory();
    assertEquals(Tone.NONE, reading().advice().getFirst().tone());
    history.add(cluster.snapshot());
    var advice = SettingsReading.of(cluster.snapshot(), history, TIMES).advice().getFirst();
    assertEquals(Tone.OK, advice.tone());
    assertTrue(advice.text().contains("would free leases at 100 s"), advice.text());
  }

  @Test
  void theTestSaysWhichChannelTookIt() {
    var notify =
        new NotifyModel(
            Path.of("notify.json"),
            _ ->
                List.of(
                    new NotifyTrial.Outcome("webhook a", null),
                    new NotifyTrial.Outcome("mail", "no route")),
            Runnable::run,
            Runnable::run);
    notify.test();
    assertEquals(
        List.of(
            new NotifyModel.Line(Tone.OK, "webhook a: delivered"),
            new NotifyModel.Line(Tone.BAD, "mail: NOT delivered: no route")),
        notify.lines().get());
  }
}
