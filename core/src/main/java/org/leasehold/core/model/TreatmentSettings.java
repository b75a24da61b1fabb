package org.leasehold.core.model;

import java.time.Duration;

/// What may be done to a host that does not answer, each with its own switch (W10).
///
/// @param softFencing restart its agent through SSH
/// @param powerFencing switch its power
/// @param storageReset reset it through the store
/// @param quietAfterStart no power fencing this long after the engine started, 0..3600 s
/// @param connectivityPercent no fencing when at least this share of hosts is silent, 1..101; 101
///   switches the check off
/// @param leaseQuiet silence needed before the lease is asked whether the host lives, 0..600 s
/// @param softWait how long a restarted agent has to answer, 10..600 s
/// @param rebootWait how long a fenced host has to come back, 60..3600 s
/// @param fenceQuiet between two power operations on one host, 0..3600 s
/// @param powerCheckEvery between two looks at every host's power devices, 30..86,400 s; 0 switches
///   them off
/// @param onStoreLoss who is migrated from a host that lost a store
public record TreatmentSettings(
    boolean softFencing,
    boolean powerFencing,
    boolean storageReset,
    Duration quietAfterStart,
    int connectivityPercent,
    Duration leaseQuiet,
    Duration softWait,
    Duration rebootWait,
    Duration fenceQuiet,
    Duration powerCheckEvery,
    StoreLoss onStoreLoss) {
  /// Whom to migrate away when a host cannot reach a store that others can.
  public enum StoreLoss {
    MIGRATE_ALL,
    MIGRATE_PROTECTED,
    MIGRATE_NONE
  }

  public static final TreatmentSettings DEFAULT =
      new TreatmentSettings(
          true,
          true,
          false,
          Duration.ofSeconds(300),
          50,
          Duration.ofSeconds(90),
          Duration.ofSeconds(60),
          Duration.ofSeconds(600),
          Duration.ofSeconds(180),
          Duration.ofSeconds(300),
          StoreLoss.MIGRATE_ALL);
}
