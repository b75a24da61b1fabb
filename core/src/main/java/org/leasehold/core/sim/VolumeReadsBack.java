package org.leasehold.core.sim;

/// Design 4: what is on a volume is what another program reads there, whole: index, heartbeats,
/// leaders and requests. Now and then, and at the end.
final class VolumeReadsBack extends Invariant {
  private static final long EVERY_SECONDS = 300;

  private long seconds;

  VolumeReadsBack(World world) {
    super(world, "volume read back");
  }

  @Override
  void everySecond() {
    if (++seconds % EVERY_SECONDS == 0) readBack();
  }

  @Override
  void end() {
    readBack();
  }

  private void readBack() {
    for (var store : world.stores) {
      var damage = store.area.damage();
      if (!damage.isEmpty()) violated("%s cannot be read back: %s".formatted(store, damage));
    }
  }
}
