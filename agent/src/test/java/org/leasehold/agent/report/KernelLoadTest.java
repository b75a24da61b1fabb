package org.leasehold.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.model.HostLoad;

class KernelLoadTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // given before each test
  Path folder;

  @Test
  void theLoadIsTheAverageOfTheLastMinute() throws Exception {
    var file = folder.resolve("loadavg");
    Files.writeString(file, "3.07 2.50 1.99 2/812 4711\n");
    assertEquals(new HostLoad(307), new KernelLoad(file).load());
  }

  @Test
  void whatCannotBeReadIsNotKnown() throws Exception {
    var file = folder.resolve("loadavg");
    assertNull(new KernelLoad(file).load(), "no file");
    for (var text : new String[] {"", "3.07", "much 2 3", "-1.00 2 3", "1e9 2 3"}) {
      Files.writeString(file, text);
      assertNull(new KernelLoad(file).load(), text);
    }
  }

  @Test
  void thisKernelTellsIt() {
    assertNotNull(KernelLoad.KERNEL.load());
  }
}
