package org.leasehold.core.model;

/// What an admin can set about the engine, in four groups; the engine's settings check judges them
/// together.
///
/// @param detection when silence is believed
/// @param restart when and how often a VM is started again
/// @param treatment what may be done to a host that does not answer
/// @param watching pace of looks, age limits, claim
public record Settings(
    DetectionSettings detection,
    RestartSettings restart,
    TreatmentSettings treatment,
    WatchSettings watching) {
  public static final Settings DEFAULT =
      new Settings(
          DetectionSettings.DEFAULT,
          RestartSettings.DEFAULT,
          TreatmentSettings.DEFAULT,
          WatchSettings.DEFAULT);

  public Settings with(DetectionSettings other) {
    return new Settings(other, restart, treatment, watching);
  }

  public Settings with(RestartSettings other) {
    return new Settings(detection, other, treatment, watching);
  }

  public Settings with(TreatmentSettings other) {
    return new Settings(detection, restart, other, watching);
  }

  public Settings with(WatchSettings other) {
    return new Settings(detection, restart, treatment, other);
  }
}
