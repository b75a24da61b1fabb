package org.leasehold.agent.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.sanlock.ResourceAt;

/// The written-down versions: what was written is read, what is damaged counts as unknown.
class LeaseLedgerTest {
  private static final VmId VM = new VmId("6e1a5a5e-0000-4000-8000-000000000001");
  private static final ResourceAt LEASE =
      new ResourceAt(
          new LockspaceName("space"), VM.lease(), new LeasePlace(Path.of("/srv/xl"), 3 << 20));
  private static final LedgerEntry ENTRY =
      new LedgerEntry(
          VM,
          LEASE,
          new HostLife(new HostId(7), new Generation(3)),
          new BootId("boot-1"),
          new LeaseVersion(41),
          null);

  @TempDir Path folder;

  @Test
  void whatWasWrittenIsRead() throws Exception {
    var ledger = new LeaseLedger(folder.resolve("ledger"));
    assertEquals(Optional.empty(), ledger.read(VM));
    for (var entry : List.of(ENTRY, ENTRY.expecting(new LeaseVersion(42)), ENTRY)) {
      ledger.write(entry);
      assertEquals(Optional.of(entry), new LeaseLedger(folder.resolve("ledger")).read(VM));
    }
    assertEquals(List.of(VM), ledger.vms());
    ledger.remove(VM);
    assertEquals(Optional.empty(), ledger.read(VM));
    assertEquals(List.of(), ledger.vms());
  }

  @Test
  void anAcquireUnderWayIsProvenAndThenHeld() {
    var begun = ENTRY.expecting(new LeaseVersion(42));
    assertEquals(new LeaseVersion(41), begun.version());
    assertEquals(new LeaseVersion(42), begun.expected());
    var held = begun.proven(new LeaseVersion(42));
    assertEquals(new LeaseVersion(42), held.version());
    assertEquals(null, held.expected());
  }

  @Test
  void aDamagedEntryIsUnknownAndNeverGuessed() throws Exception {
    var ledger = new LeaseLedger(folder);
    ledger.write(ENTRY);
    var file = folder.resolve(VM.text());
    var whole = Files.readString(file);
    for (int length = 0; length < whole.length() - 1; length++) {
      Files.writeString(file, whole.substring(0, length));
      var refused = assertThrows(IOException.class, () -> ledger.read(VM));
      assertTrue(String.valueOf(refused.getMessage()).contains("is not understood"));
    }
  }

  private void notUnderstood(String what, String text) throws IOException {
    var file = folder.resolve(VM.text());
    Files.writeString(file, text);
    var refused = assertThrows(IOException.class, () -> new LeaseLedger(folder).read(VM));
    assertEquals(
        "what is written down of the lease of VM %s is not understood: %s".formatted(VM, what),
        refused.getMessage());
  }

  @Test
  void whatIsNotUnderstoodIsNamed() throws Exception {
    var ledger = new LeaseLedger(folder);
    ledger.write(ENTRY);
    var whole = Files.readString(folder.resolve(VM.text()));
    notUnderstood("the first or last line", "");
    notUnderstood("the first or last line", whole.replace("leasehold-ledger 1", "ledger 2"));
    for (var key : List.of("lockspace", "lease", "offset", "path", "host", "generation", "boot")) {
      notUnderstood("no " + key, whole.replace("\n" + key + " ", "\nno-" + key + " "));
    }
    notUnderstood("neither a version nor an acquire under way", whole.replace("version 41\n", ""));
    notUnderstood("For input string: \"x\"", whole.replace("host 7", "host x"));
    notUnderstood(
        "Illegal leading minus sign on unsigned string -1.",
        whole.replace("version 41", "version -1"));
  }

  @Test
  void anEntryThatIsTooLargeIsNotRead() throws Exception {
    var file = folder.resolve(VM.text());
    Files.writeString(file, "x".repeat(8193));
    var refused = assertThrows(IOException.class, () -> new LeaseLedger(folder).read(VM));
    assertEquals(file + " is too large for a ledger", refused.getMessage());
  }
}
