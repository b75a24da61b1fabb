package org.leasehold.core.model;

import java.time.Duration;

/// When silence and trouble are believed. Ranges are checked by the engine's settings check.
///
/// @param graceBase a silent host stays *connecting* at least this long, 10..600 s
/// @param gracePerVm added for every VM on it, 0..10 s
/// @param failuresTolerated failed contacts that never count as loss, 0..20; the next one may
/// @param recoveryLimit how long an agent may say "I am recovering", 10..3600 s
/// @param powerOffWindow a VM that vanishes this soon after a stop was asked ended normally, 1..300
///   s
/// @param storeCheckAgeMax a store check older than this is a problem, 5..600 s
/// @param storeSlow a store check slower than this is a warning, 1..60 s
/// @param storeDebounce a store problem must last this long, 10..3600 s
/// @param hungAfter QEMU silent this long counts as not responding, 10..600 s
/// @see "spec ovirt-ha 2.1: the defaults"
public record DetectionSettings(
    Duration graceBase,
    Duration gracePerVm,
    int failuresTolerated,
    Duration recoveryLimit,
    Duration powerOffWindow,
    Duration storeCheckAgeMax,
    Duration storeSlow,
    Duration storeDebounce,
    Duration hungAfter) {
  public static final DetectionSettings DEFAULT =
      new DetectionSettings(
          Duration.ofSeconds(60),
          Duration.ofMillis(500),
          2,
          Duration.ofMinutes(3),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofSeconds(60));
}
