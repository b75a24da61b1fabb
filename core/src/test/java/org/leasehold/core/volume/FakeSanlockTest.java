package org.leasehold.core.volume;

import org.junit.jupiter.api.BeforeEach;

/// The fake does what the real one does, as far as the contract asks.
class FakeSanlockTest extends LeaseDaemonContract {
  private MemoryBlockFile volume = MemoryBlockFile.empty();
  private FakeSanlock one = new FakeSanlock(volume, 1);
  private FakeSanlock two = new FakeSanlock(volume, 2);
  private int slots = 3;

  @BeforeEach
  void twoHosts() throws Exception {
    volume = Volumes.created(GEOMETRY);
    one = Volumes.host(volume, 1).sees(2, LeaseDaemon.State.LIVE);
    two = Volumes.host(volume, 2).sees(1, LeaseDaemon.State.LIVE);
  }

  @Override
  protected LeaseDaemon host(int id) {
    return id == 1 ? one : two;
  }

  @Override
  protected LeaseDaemon outsider() {
    return new FakeSanlock(volume, 3);
  }

  @Override
  protected BlockFile volume() {
    return volume;
  }

  @Override
  protected int freshSlot() {
    return ++slots;
  }
}
