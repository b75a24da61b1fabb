package org.leasehold.app.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javafx.scene.control.Label;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.leasemap.FileVolume;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.sanlock.JoinedVolume;
import org.leasehold.core.volume.EditOutcome;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.SectorSize;
import org.leasehold.core.volume.VolumeCheck;
import org.leasehold.core.volume.VolumeHistory;
import org.testfx.util.WaitForAsyncUtils;

/// A real volume, joined by a real sanlock, with a lease whose leader was overwritten: found,
/// planned and repaired from the window.
@Tag("daemon")
class RepairOnSanlockTest extends WindowTest {
  private static final LockspaceName LOCKSPACE =
      new LockspaceName("0c6d7a3e-5a0b-4d8e-8f5d-2d6f1c9b7e11");
  private static final Geometry SMALL = new Geometry(SectorSize.S512, 1);
  private static final LeaseId VM = new LeaseId("7b87a9e2-5fef-4911-bf22-a27b02c7bff2");

  @Test
  void aDamagedLeaseIsMadeAnewAndTheIndexOfBeforeIsKeptAside() throws Exception {
    try (var volume = JoinedVolume.open(LOCKSPACE, SMALL, 1, 0);
        var work = Executors.newSingleThreadExecutor()) {
      assertInstanceOf(EditOutcome.Done.class, volume.edit(1, editor -> editor.add(VM)));
      try (var raw = FileChannel.open(volume.path(), StandardOpenOption.WRITE)) {
        raw.write(ByteBuffer.wrap(new byte[64]), SMALL.slotOffsetBytes(Geometry.slotOf(1)) + 16);
      }
      assertEquals(1, findings(volume));
      volume.awaitFirstLook(1);
      openWindow(
          Theme.LIGHT,
          1300,
          840,
          shell -> {
            shell.open(new FileVolume(volume.path(), work, volume.runDir(1)));
            shell.checkVolume();
          });
      try {
        WaitForAsyncUtils.waitFor(
            20, TimeUnit.SECONDS, () -> lookup("#check-repair").query().isVisible());
        clickOn("#check-repair");
        assertTrue(text("#check-said").startsWith("1 step will be done on xleases"));
        clickOn("#check-repair");
        WaitForAsyncUtils.waitFor(
            60, TimeUnit.SECONDS, () -> !text("#check-said").startsWith("Repairing"));
        WaitForAsyncUtils.waitForFxEvents();
        assertEquals(0, findings(volume), everythingSaid());
      } finally {
        closeWindow();
      }
      try (var files = Files.list(volume.path().resolveSibling("."))) {
        assertEquals(
            1,
            files.filter(file -> file.getFileName().toString().startsWith("xleases.")).count(),
            "the index as it was");
      }
    }
  }

  /// The outcome, and every step that was left with its reason.
  private String everythingSaid() {
    return lookup("#check-dialog .note .label").queryAllAs(Label.class).stream()
        .map(Label::getText)
        .collect(Collectors.joining("; "));
  }

  private static int findings(JoinedVolume volume) throws Exception {
    return List.copyOf(VolumeCheck.findings(volume.read(), VolumeHistory.NONE, 0)).size();
  }
}
