package org.leasehold.core.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Judges settings together: each range, and what must fit with what (E8).
public final class SettingsCheck {
  private final List<String> findings = new ArrayList<>();
  private final List<Range> ranges = new ArrayList<>();

  private SettingsCheck() {}

  /// What one setting may be, by itself.
  ///
  /// @param name `group.setting`, as the findings name it
  /// @param seconds whether it is a time, in seconds; else a count
  public record Range(String name, long from, long to, boolean seconds) {}

  /// Every setting that is a time or a count, in the order of the groups.
  public static List<Range> ranges() {
    var check = new SettingsCheck();
    check.detection(DetectionSettings.DEFAULT);
    check.restart(RestartSettings.DEFAULT);
    check.treatment(TreatmentSettings.DEFAULT);
    check.watching(WatchSettings.DEFAULT);
    return List.copyOf(check.ranges);
  }

  /// Judges.
  ///
  /// @return why they are refused, one line each; empty when they are good
  public static List<String> findings(Settings settings, Collection<StoreEntry> stores) {
    var check = new SettingsCheck();
    check.detection(settings.detection());
    check.restart(settings.restart());
    check.treatment(settings.treatment());
    check.watching(settings.watching());
    check.together(settings);
    for (var store : stores) check.with(settings, store);
    return List.copyOf(check.findings);
  }

  private void detection(DetectionSettings s) {
    range("detection.graceBase", s.graceBase(), 10, 600);
    range("detection.gracePerVm", s.gracePerVm(), 0, 10);
    range("detection.failuresTolerated", s.failuresTolerated(), 0, 20);
    range("detection.recoveryLimit", s.recoveryLimit(), 10, 3600);
    range("detection.powerOffWindow", s.powerOffWindow(), 1, 300);
    range("detection.storeCheckAgeMax", s.storeCheckAgeMax(), 5, 600);
    range("detection.storeSlow", s.storeSlow(), 1, 60);
    range("detection.storeDebounce", s.storeDebounce(), 10, 3600);
    range("detection.hungAfter", s.hungAfter(), 10, 600);
  }

  private void restart(RestartSettings s) {
    range("restart.retryShort", s.retryShort(), 1, 600);
    range("restart.retryShortCount", s.retryShortCount(), 1, 100);
    range("restart.retryLong", s.retryLong(), 60, 86_400);
    range("restart.priorityCap", s.priorityCap(), 0, 3600);
    range("restart.hostsPerTry", s.hostsPerTry(), 1, 10);
    range("restart.startsPerHostMax", s.startsPerHostMax(), 1, 20);
    range("restart.startLimit", s.startLimit(), 10, 600);
  }

  private void treatment(TreatmentSettings s) {
    range("treatment.quietAfterStart", s.quietAfterStart(), 0, 3600);
    range("treatment.connectivityPercent", s.connectivityPercent(), 1, 101);
    range("treatment.leaseQuiet", s.leaseQuiet(), 0, 600);
    range("treatment.softWait", s.softWait(), 10, 600);
    range("treatment.rebootWait", s.rebootWait(), 60, 3600);
    range("treatment.fenceQuiet", s.fenceQuiet(), 0, 3600);
    if (!s.powerCheckEvery().isZero()) {
      range("treatment.powerCheckEvery", s.powerCheckEvery(), 30, 86_400);
    }
  }

  private void watching(WatchSettings s) {
    range("watching.reportEvery", s.reportEvery(), 1, 10);
    range("watching.evidenceAgeMax", s.evidenceAgeMax(), 1, 10);
    range("watching.commandAgeMax", s.commandAgeMax(), 2, 60);
    range("watching.claimBeat", s.claimBeat(), 1, 10);
    range("watching.claimEnds", s.claimEnds(), 5, 60);
    range("watching.watcherDelay", s.watcherDelay(), 5, 300);
  }

  private void together(Settings s) {
    var watching = s.watching();
    less(
        "watching.claimBeat x 2",
        watching.claimBeat().multipliedBy(2),
        "watching.claimEnds",
        watching.claimEnds(),
        "one lost beat must not end the claim");
    less(
        "watching.claimEnds",
        watching.claimEnds(),
        "watching.watcherDelay",
        watching.watcherDelay(),
        "a watcher must not start while the claim may still be held");
    less(
        "watching.reportEvery x 3",
        watching.reportEvery().multipliedBy(3),
        "detection.graceBase",
        s.detection().graceBase(),
        "the grace must span several reports");
    less(
        "restart.retryShort",
        s.restart().retryShort(),
        "restart.retryLong",
        s.restart().retryLong(),
        "later tries are rarer");
  }

  private void with(Settings s, StoreEntry store) {
    var io = store.ioTimeout();
    less(
        "watching.evidenceAgeMax",
        s.watching().evidenceAgeMax(),
        "2N of store " + store.domain(),
        Duration.ofSeconds(io.renewalSeconds()),
        "evidence must be younger than a renewal");
  }

  private void range(String name, Duration value, long fromSeconds, long toSeconds) {
    ranges.add(new Range(name, fromSeconds, toSeconds, true));
    if (value.compareTo(Duration.ofSeconds(fromSeconds)) < 0
        || value.compareTo(Duration.ofSeconds(toSeconds)) > 0) {
      findings.add(
          "%s is %s s, allowed %d..%d s".formatted(name, text(value), fromSeconds, toSeconds));
    }
  }

  private void range(String name, int value, int from, int to) {
    ranges.add(new Range(name, from, to, false));
    if (value < from || value > to) {
      findings.add("%s is %d, allowed %d..%d".formatted(name, value, from, to));
    }
  }

  private void less(String name, Duration value, String limitName, Duration limit, String why) {
    if (value.compareTo(limit) >= 0) {
      findings.add(
          "%s = %s s must be below %s = %s s: %s"
              .formatted(name, text(value), limitName, text(limit), why));
    }
  }

  private static String text(Duration value) {
    long millis = value.toMillis();
    return millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1000.0);
  }
}
