package org.leasehold.agent.lease;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.journal.DurableFile;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.sanlock.ResourceAt;

/// The written-down versions (S10): one small file per VM, replaced in one step and forced to disk
/// before an acquire is tried, so that a killed agent leaves the old or the new entry.
///
/// Lines of `key value`; a file that is not understood counts as unknown, and then nothing is
/// resumed.
public final class LeaseLedger {
  /// Where the agent of a host keeps it.
  public static final Path PLACE = Path.of("/var/lib/leasehold/ledger");

  private static final String HEAD = "leasehold-ledger 1";
  private static final int BYTES_MAX = 8192;

  private final Path folder;

  /// @param folder made when missing
  public LeaseLedger(Path folder) {
    this.folder = folder;
  }

  /// What is written down of a VM.
  ///
  /// @throws IOException also where the file is not understood
  public Optional<LedgerEntry> read(VmId vm) throws IOException {
    try {
      var file = file(vm);
      if (Files.size(file) > BYTES_MAX) throw new IOException(file + " is too large for a ledger");
      return Optional.of(parse(vm, Files.readString(file, StandardCharsets.US_ASCII)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /// Every VM something is written down of, understood or not.
  public List<VmId> vms() throws IOException {
    if (!Files.isDirectory(folder)) return List.of();
    var vms = new ArrayList<VmId>();
    try (var files = Files.list(folder)) {
      for (var file : files.sorted().toList()) {
        var name = String.valueOf(file.getFileName());
        if (LeaseId.isLegal(name) && !name.startsWith(".")) vms.add(new VmId(name));
      }
    }
    return List.copyOf(vms);
  }

  /// Puts an entry in place, durably.
  public void write(LedgerEntry entry) throws IOException {
    Files.createDirectories(folder);
    DurableFile.write(file(entry.vm()), text(entry).getBytes(StandardCharsets.US_ASCII));
  }

  public void remove(VmId vm) throws IOException {
    Files.deleteIfExists(file(vm));
  }

  private Path file(VmId vm) {
    if (vm.text().contains("/") || vm.text().startsWith(".")) {
      throw new IllegalArgumentException("a VM id that is no file name: " + vm);
    }
    return folder.resolve(vm.text());
  }

  private static String text(LedgerEntry entry) {
    var text = new StringBuilder(HEAD).append('\n');
    text.append("lockspace ").append(entry.lease().lockspace()).append('\n');
    text.append("lease ").append(entry.lease().lease()).append('\n');
    text.append("offset ").append(entry.lease().place().offsetBytes()).append('\n');
    text.append("path ").append(entry.lease().place().file()).append('\n');
    text.append("host ").append(entry.life().host()).append('\n');
    text.append("generation ").append(entry.life().generation()).append('\n');
    text.append("boot ").append(entry.boot().text()).append('\n');
    if (entry.version() != null) text.append("version ").append(entry.version()).append('\n');
    if (entry.expected() != null) text.append("expected ").append(entry.expected()).append('\n');
    return text.append("end\n").toString();
  }

  private static LedgerEntry parse(VmId vm, String text) throws IOException {
    var lines = text.lines().toList();
    if (lines.size() < 2 || !lines.getFirst().equals(HEAD) || !lines.getLast().equals("end")) {
      throw notUnderstood(vm, "the first or last line");
    }
    try {
      var version = value(lines, "version");
      var expected = value(lines, "expected");
      return new LedgerEntry(
          vm,
          new ResourceAt(
              new LockspaceName(needed(vm, lines, "lockspace")),
              new LeaseId(needed(vm, lines, "lease")),
              new LeasePlace(
                  Path.of(needed(vm, lines, "path")), Long.parseLong(needed(vm, lines, "offset")))),
          new HostLife(
              new HostId(Integer.parseInt(needed(vm, lines, "host"))),
              new Generation(Long.parseUnsignedLong(needed(vm, lines, "generation")))),
          new BootId(needed(vm, lines, "boot")),
          version == null ? null : new LeaseVersion(Long.parseUnsignedLong(version)),
          expected == null ? null : new LeaseVersion(Long.parseUnsignedLong(expected)));
    } catch (IllegalArgumentException e) {
      throw notUnderstood(vm, String.valueOf(e.getMessage()));
    }
  }

  private static String needed(VmId vm, List<String> lines, String key) throws IOException {
    var value = value(lines, key);
    if (value == null) throw notUnderstood(vm, "no " + key);
    return value;
  }

  private static @Nullable String value(List<String> lines, String key) {
    for (var line : lines) {
      if (line.startsWith(key + " ")) return line.substring(key.length() + 1);
    }
    return null;
  }

  private static IOException notUnderstood(VmId vm, String what) {
    return new IOException(
        "what is written down of the lease of VM %s is not understood: %s".formatted(vm, what));
  }
}
