package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.model.Protection.Proof;

class FitnessTest {
  @Test
  void anUnfitHostStaysSoUntilSomebodyHasChecked(@TempDir Path run) throws IOException {
    new Fitness(run).unfit("the leader names another host");
    new Fitness(run).proven();
    assertEquals(Proof.UNFIT, new Fitness(run).proof());
    assertEquals("the leader names another host", new Fitness(run).reason());
    new Fitness(run).checked();
    assertEquals(Proof.NOT_YET, new Fitness(run).proof());
    new Fitness(run).proven();
    assertEquals(Proof.PROVEN, new Fitness(run).proof());
  }
}
