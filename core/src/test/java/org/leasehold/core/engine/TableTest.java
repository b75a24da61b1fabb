package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The persistent sorted map agrees with the JDK's.
class TableTest {
  @Test
  void agreesWithATreeMapOverManyChangesAndNeverChangesAnOldOne() {
    var table = Table.<Integer, Integer>empty();
    var map = new TreeMap<Integer, Integer>();
    int number = 1;
    for (int i = 0; i < 20_000; i++) {
      number = number * 1_103_515_245 + 12_345;
      int key = (number >>> 8) % 500;
      var before = table;
      int sizeBefore = before.size();
      if ((number & 64) == 0) {
        table = table.without(key);
        map.remove(key);
      } else {
        table = table.with(key, i);
        map.put(key, i);
      }
      assertEquals(sizeBefore, before.size());
      assertEquals(map.size(), table.size());
      assertEquals(map.get(key), table.get(key));
    }
    var keys = new ArrayList<Integer>();
    for (var key : table.keys()) keys.add(key);
    assertEquals(new ArrayList<>(map.keySet()), keys);
    var values = new ArrayList<Integer>();
    for (var value : table.values()) values.add(value);
    assertEquals(new ArrayList<>(map.values()), values);
  }

  @Test
  void equalityIsThatOfTheEntriesWhateverTheOrderOfInsertion() {
    var up = Table.<Integer, String>empty();
    var down = Table.<Integer, String>empty();
    for (int i = 0; i < 100; i++) {
      up = up.with(i, "v" + i);
      down = down.with(99 - i, "v" + (99 - i));
    }
    assertEquals(up, down);
    assertEquals(up.hashCode(), down.hashCode());
    assertNotEquals(up, down.without(5));
  }
}
