package org.leasehold.app.console.leasemap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HatchTest {
  private static List<String> lines(Hatch hatch) {
    var lines = new ArrayList<String>();
    hatch.draw(
        (fromX, fromY, toX, toY) ->
            lines.add("%.0f,%.0f to %.0f,%.0f".formatted(fromX, fromY, toX, toY)));
    return lines;
  }

  @Test
  void linesRiseAndEndAtTheEdges() {
    assertEquals(
        List.of(
            "10,25 to 15,20",
            "10,30 to 20,20",
            "15,30 to 25,20",
            "20,30 to 30,20",
            "25,30 to 30,25"),
        lines(new Hatch(10, 20, 20, 10, 5)));
  }

  @Test
  void aRectangleThatIsHigherThanWideIsFilledTheSameWay() {
    assertEquals(
        List.of("0,5 to 5,0", "0,10 to 5,5", "0,15 to 5,10"), lines(new Hatch(0, 0, 5, 15, 5)));
  }
}
