package org.leasehold.core.sim;

import java.util.ArrayList;

/// S13: a process that holds a lease on our behalf ends with the agent that started it.
final class HoldersEndWithAgents extends Invariant {
  private final ArrayList<SimClaimHolder> holders = new ArrayList<>();

  HoldersEndWithAgents(World world) {
    super(world, "S13");
  }

  @Override
  void claimTaken(SimClaimHolder holder) {
    holders.add(holder);
  }

  @Override
  boolean looks() {
    return true;
  }

  @Override
  void look() {
    for (int i = holders.size() - 1; i >= 0; i--) {
      var holder = holders.get(i);
      boolean over = !holder.isAlive();
      if (!over && holder.isRunning() && holder.host.agent.claimHolder != holder) {
        violated(
            "the holder of %s's claim on %s lives on without its agent"
                .formatted(holder.engine, holder.host));
        over = true;
      }
      if (over) holders.remove(i);
    }
  }
}
