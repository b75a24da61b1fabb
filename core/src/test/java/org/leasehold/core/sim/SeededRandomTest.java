package org.leasehold.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SeededRandomTest {
  @Test
  void sameSeedSameNumbersOtherStreamOthers() {
    var a = new SeededRandom(5);
    var b = new SeededRandom(5);
    for (int i = 0; i < 100; i++) assertEquals(a.nextLong(), b.nextLong());
    assertNotEquals(SeededRandom.stream(5, 1).nextLong(), SeededRandom.stream(5, 2).nextLong());
  }

  @Test
  void staysWithinTheAskedRangeAndReachesItsEnds() {
    var chance = new SeededRandom(9);
    boolean low = false;
    boolean high = false;
    for (int i = 0; i < 2000; i++) {
      long n = chance.between(-3, 3);
      assertTrue(n >= -3 && n <= 3);
      low |= n == -3;
      high |= n == 3;
    }
    assertTrue(low && high);
    for (int i = 0; i < 100; i++) assertTrue(chance.chance(1000) && !chance.chance(0));
  }
}
