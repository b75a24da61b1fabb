package org.leasehold.app.cli.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.TreatmentSettings.StoreLoss;

/// Settings as people write them.
class SettingsTextTest {
  @Test
  void everySettingHasALineWithItsGroupAndTimesAreInSeconds() {
    var all = SettingsText.of(Settings.DEFAULT);
    assertEquals(
        List.of("300s", "0.5s", "true", "50", "MIGRATE_ALL"),
        List.of(
            all.getOrDefault("treatment.quietAfterStart", ""),
            all.getOrDefault("detection.gracePerVm", ""),
            all.getOrDefault("treatment.powerFencing", ""),
            all.getOrDefault("treatment.connectivityPercent", ""),
            all.getOrDefault("treatment.onStoreLoss", "")));
  }

  @Test
  void whatIsNamedChangesAndAllElseStays() throws Exception {
    var changed =
        SettingsText.changed(
            Settings.DEFAULT,
            Map.of(
                "treatment.powerFencing", "false",
                "treatment.softWait", "90s",
                "detection.gracePerVm", "1.5",
                "treatment.connectivityPercent", "40",
                "treatment.onStoreLoss", "migrate_none"));
    var treatment = changed.treatment();
    assertEquals(
        List.of(false, Duration.ofSeconds(90), Duration.ofMillis(1500), 40, StoreLoss.MIGRATE_NONE),
        List.of(
            treatment.powerFencing(),
            treatment.softWait(),
            changed.detection().gracePerVm(),
            treatment.connectivityPercent(),
            treatment.onStoreLoss()));
    assertEquals(Settings.DEFAULT.watching(), changed.watching());
    assertEquals(
        Settings.DEFAULT, SettingsText.changed(changed, SettingsText.of(Settings.DEFAULT)));
  }

  private static String refused(String name, String value) {
    var e =
        assertThrows(
            SettingsText.WrongSetting.class,
            () -> SettingsText.changed(Settings.DEFAULT, Map.of(name, value)));
    return String.valueOf(e.getMessage());
  }

  @Test
  void whatIsNoSettingOrNoValueIsRefusedInOneSentence() {
    assertEquals(
        List.of(
            "no setting 'quiet'; `leasehold settings` shows all",
            "no setting 'treatment.quiet'; `leasehold settings` shows all",
            "treatment.powerFencing is true or false, not 'maybe'",
            "treatment.softWait is a time in seconds, such as 60s, not '1 min'",
            "treatment.connectivityPercent is a whole number, not '-1'"),
        List.of(
            refused("quiet", "1"),
            refused("treatment.quiet", "1"),
            refused("treatment.powerFencing", "maybe"),
            refused("treatment.softWait", "1 min"),
            refused("treatment.connectivityPercent", "-1")));
  }
}
