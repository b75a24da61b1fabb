package org.leasehold.app.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.connect.Connector;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.demo.DemoFace;
import org.leasehold.app.console.theme.Theme;
import org.testfx.util.WaitForAsyncUtils;

/// An engine whose process is gone while its cluster is shown; another is found at the second try.
class SilentEngineTest extends WindowTest {
  private final AtomicInteger tries = new AtomicInteger();

  @Test
  void whatIsShownStaysWithItsMomentUntilAnotherEngineIsFound() throws Exception {
    var gone = new DemoCluster(1_700_000_000_000L, 7);
    gone.settle();
    openWindow(
        Theme.LIGHT,
        1300,
        840,
        shell -> {
          shell.choices(new Again());
          shell.show(cluster("gone", new StillFace(gone)), null);
          shell.open(Screen.VMS);
        });
    try {
      assertFalse(lookup("#banner").query().isVisible());
      WaitForAsyncUtils.waitFor(
          30, TimeUnit.SECONDS, () -> said().contains("None was reached: no"));
      assertTrue(said().startsWith("The engine has told nothing for "), said());
      assertEquals(Screen.VMS, shell.screen());
      WaitForAsyncUtils.waitFor(30, TimeUnit.SECONDS, () -> said().isEmpty());
      assertEquals(2, tries.get());
      assertEquals(Screen.VMS, shell.screen());
    } finally {
      closeWindow();
    }
  }

  private String said() {
    if (!lookup("#banner").query().isVisible()) return "";
    return lookup("#banner .label").queryAllAs(javafx.scene.control.Label.class).stream()
        .map(javafx.scene.control.Label::getText)
        .reduce("", String::concat);
  }

  private static Cluster cluster(String name, org.leasehold.core.monitor.EngineFace face) {
    return new Cluster(
        name, face, List.of(), (_, _, _) -> new java.util.concurrent.CompletableFuture<>(), null);
  }

  private final class Again implements Starts {
    @Override
    public void again(Consumer<String> failed) {
      if (tries.incrementAndGet() == 1) {
        failed.accept("no engine answers");
        return;
      }
      var found = new DemoFace(1_700_000_000_000L);
      shell.show(cluster("found", found), null);
      found.begin();
    }

    @Override
    public void demo() {}

    @Override
    public void volume() {}

    @Override
    public void engine() {}

    @Override
    public @Nullable Connector connector() {
      return null;
    }

    @Override
    public void connected() {}
  }
}
