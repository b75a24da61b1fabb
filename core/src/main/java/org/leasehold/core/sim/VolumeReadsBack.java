package org.leasehold.core.sim;

/// Design 4: what is on a volume is what another program reads there, whole: index, heartbeats,
/// leaders and requests. Now and then, and at the end.
final class VolumeReadsBack extends Invariant {
  private static final long EVERY_NANOS = SimTime.seconds(300);

  private long nextNanos = EVERY_NANOS;

  VolumeReadsBack(World world) {
    super(world, "volume read back");
  }

  @Override
  boolean looks() {
    return true;
  }

  @Override
  void look() {
    if (world.queue.nowNanos() < nextNanos) return;
    nextNanos += EVERY_NANOS;
    readBack();
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
