package org.leasehold.app.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.LinkView;
import org.leasehold.core.monitor.Snapshot;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.volume.VolumeSnapshot;
import org.testfx.util.WaitForAsyncUtils;

/// An agent that hangs and is not dead: its connection stays, it reports nothing, and no call
/// through it is answered, while a snapshot comes every 100 ms.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HungAgentTest extends WindowTest {
  private static final HostId HUNG = new HostId(2);
  private static final long USABLE_MILLIS = 15_000;

  private final HungFace face = new HungFace();

  /// Nothing that goes through an agent ends.
  private static final class HungFace extends StillFace {
    private final List<Snapshot> story = new ArrayList<>();
    private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger told = new AtomicInteger();
    private volatile boolean ended;

    HungFace() {
      this(new DemoCluster(1_700_000_000_000L, 7));
    }

    private HungFace(DemoCluster cluster) {
      super(cluster);
      cluster.settle();
      cluster.make(Trouble.AGENT_DEAD, HUNG.value(), "mail");
      cluster.advance(40);
      // later the engine restarts it
      for (int i = 0; i < 20; i++) {
        cluster.advance(1);
        story.add(connected(cluster.snapshot()));
      }
    }

    private static Snapshot connected(Snapshot of) {
      var links = new TreeMap<>(of.links());
      links.put(HUNG, new LinkView(LinkView.Standing.UP, ""));
      return new Snapshot(
          of.number(),
          of.engine(),
          of.acting(),
          of.state(),
          of.wallMillis(),
          links,
          of.recent(),
          of.open(),
          of.work(),
          of.complaints());
    }

    @Override
    public Snapshot latest() {
      return story.get(Math.min(told.get(), story.size() - 1));
    }

    @Override
    public Subscription watch(Consumer<Snapshot> listener) {
      listeners.add(listener);
      return () -> listeners.remove(listener);
    }

    void begin() {
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                try {
                  while (!ended) {
                    Thread.sleep(100);
                    told.incrementAndGet();
                    for (var listener : listeners) listener.accept(latest());
                  }
                } catch (InterruptedException _) {
                  Thread.currentThread().interrupt();
                }
              });
    }

    @Override
    public <P extends Record, R> CompletableFuture<R> look(
        HostId host, Method<P, R> method, P params) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<VolumeSnapshot> volume(LockspaceName domain) {
      return new CompletableFuture<>();
    }

    @Override
    public void close() {
      ended = true;
    }
  }

  @BeforeAll
  void open() throws Exception {
    openWindow(
        Theme.DARK,
        1300,
        840,
        shell -> {
          shell.show(
              new Cluster(
                  "shop-floor", face, List.of(), (_, _, _) -> new CompletableFuture<>(), null),
              null);
        });
    face.begin();
  }

  @AfterAll
  void close() throws Exception {
    closeWindow();
  }

  private void awaitSnapshots(int count) throws Exception {
    int until = face.told.get() + count;
    WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, () -> face.told.get() >= until);
    WaitForAsyncUtils.waitForFxEvents();
  }

  @Test
  void theOverviewSaysThatItHangsWhatToDoAndThatItsVmsRunOn() throws Exception {
    interact(() -> shell.open(Screen.OVERVIEW));
    awaitSnapshots(5);
    assertTrue(
        lookup(
                "The engine does not hear its agent: it is connected and reports nothing, so it hangs."
                    + " Look at the agent and the network of kvm2; its VMs are fine.")
            .tryQuery()
            .isPresent());
    assertTrue(
        lookup(
                (Label label) ->
                    label.getText() != null
                        && label.getText().contains("Its storage heartbeat is alive")
                        && label.getText().endsWith("Its 6 VMs run on; nothing is restarted."))
            .tryQuery()
            .isPresent());
  }

  @Test
  void everyScreenOpensAndIsUsableWhileNoCallThroughAnAgentEnds() throws Exception {
    for (var screen : Screen.values()) {
      long before = System.nanoTime();
      interact(() -> shell.open(screen));
      WaitForAsyncUtils.waitForFxEvents();
      long tookMillis = (System.nanoTime() - before) / 1_000_000;
      assertTrue(tookMillis < USABLE_MILLIS, screen + " took " + tookMillis + " ms");
    }
    interact(() -> shell.showVm(new VmId("wiki")));
    awaitSnapshots(10);
    Label title = lookup("#vm-title").query();
    assertEquals("wiki", title.getText());
    interact(() -> shell.showHostInFull(new HostId(1)));
    awaitSnapshots(10);
    Label host = lookup("#host-title").query();
    assertEquals("kvm1", host.getText(), "its check waits for an answer that does not come");
    push(KeyCode.CONTROL, KeyCode.K);
    assertTrue(lookup("#palette").tryQuery().isPresent());
    push(KeyCode.ESCAPE);
  }

  @Test
  void aHostThatIsSilentCannotBeConfirmedAsRebootedWhileItRenews() throws Exception {
    interact(() -> shell.confirmRebooted(HUNG));
    awaitSnapshots(3);
    assertTrue(lookup("#confirm-button").queryButton().isDisabled());
    assertTrue(lookup("This host is running.").tryQuery().isPresent());
    interact(() -> shell.closeDialog());
  }
}
