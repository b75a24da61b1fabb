package org.leasehold.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every setting at both edges of its range and one beyond, and every combination that is refused.
class SettingsCheckTest {
  /// Seconds for times.
  private record Row(String name, int low, int high) {}

  private static final List<Row> RANGES =
      List.of(
          new Row("detection.graceBase", 10, 600),
          new Row("detection.gracePerVm", 0, 10),
          new Row("detection.failuresTolerated", 0, 20),
          new Row("detection.recoveryLimit", 10, 3600),
          new Row("detection.powerOffWindow", 1, 300),
          new Row("detection.storeCheckAgeMax", 5, 600),
          new Row("detection.storeSlow", 1, 60),
          new Row("detection.storeDebounce", 10, 3600),
          new Row("detection.hungAfter", 10, 600),
          new Row("restart.retryShort", 1, 600),
          new Row("restart.retryShortCount", 1, 100),
          new Row("restart.retryLong", 60, 86_400),
          new Row("restart.priorityCap", 0, 3600),
          new Row("restart.hostsPerTry", 1, 10),
          new Row("restart.startsPerHostMax", 1, 20),
          new Row("restart.startLimit", 10, 600),
          new Row("treatment.quietAfterStart", 0, 3600),
          new Row("treatment.connectivityPercent", 1, 101),
          new Row("treatment.leaseQuiet", 0, 600),
          new Row("treatment.softWait", 10, 600),
          new Row("treatment.rebootWait", 60, 3600),
          new Row("treatment.fenceQuiet", 0, 3600),
          new Row("treatment.powerCheckEvery", 30, 86_400),
          new Row("watching.reportEvery", 1, 10),
          new Row("watching.evidenceAgeMax", 1, 10),
          new Row("watching.commandAgeMax", 2, 60),
          new Row("watching.claimBeat", 1, 10),
          new Row("watching.claimEnds", 5, 60),
          new Row("watching.watcherDelay", 5, 300));

  @Test
  void theDefaultsAreGood() {
    var store = new StoreEntry(new LockspaceName("store1"), IoTimeout.DEFAULT, true);
    assertEquals(List.of(), SettingsCheck.findings(Settings.DEFAULT, List.of(store)));
  }

  @Test
  void everySettingThatIsANumberOrATimeHasARange() {
    var named = new TreeSet<String>();
    for (var row : RANGES) named.add(row.name());
    var found = new TreeSet<String>();
    for (var group : Settings.class.getRecordComponents()) {
      for (var part : group.getType().getRecordComponents()) {
        if (part.getType() != boolean.class && !part.getType().isEnum())
          found.add(group.getName() + "." + part.getName());
      }
    }
    assertEquals(found, named);
  }

  @Test
  void oneBelowAndOneAboveItsRangeIsRefusedAndTheEdgesAreNot() {
    for (var row : RANGES) {
      String unit = valueOf(row.name()) instanceof Duration ? " s" : "";
      for (int wrong : new int[] {row.low() - 1, row.high() + 1}) {
        String finding =
            "%s is %d%s, allowed %d..%d%s"
                .formatted(row.name(), wrong, unit, row.low(), row.high(), unit);
        assertEquals(List.of(finding), ranges(with(Settings.DEFAULT, row.name(), wrong)));
      }
      assertEquals(List.of(), ranges(with(Settings.DEFAULT, row.name(), row.low())));
      assertEquals(List.of(), ranges(with(Settings.DEFAULT, row.name(), row.high())));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
watching.claimBeat    | 8  | watching.claimBeat x 2 = 16 s must be below watching.claimEnds = 15 s: one lost beat must not end the claim
watching.watcherDelay | 15 | watching.claimEnds = 15 s must be below watching.watcherDelay = 15 s: a watcher must not start while the claim may still be held
detection.graceBase   | 10 | watching.reportEvery x 3 = 30 s must be below detection.graceBase = 10 s: the grace must span several reports
restart.retryLong     | 60 | restart.retryShort = 60 s must be below restart.retryLong = 60 s: later tries are rarer
""")
  void whatDoesNotFitTogetherIsRefusedWithTheReason(String name, int value, String finding) {
    var settings = with(Settings.DEFAULT, name, value);
    if (name.equals("detection.graceBase")) settings = with(settings, "watching.reportEvery", 10);
    if (name.equals("restart.retryLong")) settings = with(settings, "restart.retryShort", 60);
    assertEquals(List.of(finding), SettingsCheck.findings(settings, List.of()));
  }

  @Test
  void evidenceMustBeYoungerThanARenewalOfEveryStore() {
    var quick = new StoreEntry(new LockspaceName("quick"), new IoTimeout(1), true);
    assertEquals(
        List.of(
            "watching.evidenceAgeMax = 3 s must be below 2N of store quick = 2 s: evidence must be"
                + " younger than a renewal"),
        SettingsCheck.findings(Settings.DEFAULT, List.of(quick)));
  }

  private static List<String> ranges(Settings settings) {
    return SettingsCheck.findings(settings, List.of()).stream()
        .filter(finding -> finding.contains(", allowed "))
        .toList();
  }

  private static Object valueOf(String name) {
    var group = component(Settings.class, name.substring(0, name.indexOf('.')));
    return read(
        component(group.getType(), name.substring(name.indexOf('.') + 1)),
        read(group, Settings.DEFAULT));
  }

  private static Settings with(Settings settings, String name, int value) {
    var group = component(Settings.class, name.substring(0, name.indexOf('.')));
    var part = component(group.getType(), name.substring(name.indexOf('.') + 1));
    Object set = part.getType() == Duration.class ? Duration.ofSeconds(value) : (Object) value;
    var changed = copy(group.getType(), read(group, settings), part.getName(), set);
    return (Settings) copy(Settings.class, settings, group.getName(), changed);
  }

  private static RecordComponent component(Class<?> of, String name) {
    return Arrays.stream(of.getRecordComponents())
        .filter(c -> c.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Object read(RecordComponent part, Object of) {
    try {
      return part.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(part.toString(), e);
    }
  }

  private static Object copy(Class<?> type, Object of, String name, Object value) {
    var types = new ArrayList<Class<?>>();
    var values = new ArrayList<Object>();
    for (var part : type.getRecordComponents()) {
      types.add(part.getType());
      values.add(part.getName().equals(name) ? value : read(part, of));
    }
    try {
      return type.getDeclaredConstructor(types.toArray(Class<?>[]::new))
          .newInstance(values.toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.toString(), e);
    }
  }
}
