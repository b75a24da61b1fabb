package org.leasehold.agent.check;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.leasehold.agent.hook.ProtectedDisks;

/// How libvirt is set up on a host, by its files.
///
/// @see "libvirt src/qemu/qemu.conf.in, src/locking/sanlock.conf; docs/hooks.rst"
record LibvirtInspection(Path root, ProcessNames processes, ProtectedDisks disks) {
  private static final String HOOK = "etc/libvirt/hooks/qemu.d/leasehold";

  HostFacts.Libvirt facts() {
    var qemu = HostInspection.text(root.resolve("etc/libvirt/qemu.conf"));
    var sanlock = HostInspection.text(root.resolve("etc/libvirt/qemu-sanlock.conf"));
    boolean auto = setting(sanlock, "auto_disk_leases").equals(Optional.of("1"));
    // Not set, it is the opposite of auto_disk_leases.
    boolean require = setting(sanlock, "require_lease_for_disks").map("1"::equals).orElse(!auto);
    var guests = HostInspection.text(root.resolve("etc/default/libvirt-guests"));
    boolean guestsEnabled =
        Files.isSymbolicLink(
            root.resolve("etc/systemd/system/multi-user.target.wants/libvirt-guests.service"));
    boolean startsOrSuspends =
        !setting(guests, "ON_BOOT").equals(Optional.of("ignore"))
            || !setting(guests, "ON_SHUTDOWN").equals(Optional.of("shutdown"));
    return new HostFacts.Libvirt(
        setting(qemu, "lock_manager"),
        pluginInstalled(),
        auto,
        require,
        Files.isExecutable(root.resolve(HOOK)),
        stale(),
        guestsEnabled && startsOrSuspends,
        definitions("etc/libvirt/qemu"),
        definitions("etc/libvirt/qemu/autostart"));
  }

  /// The last line that sets it; lines that are commented out set nothing.
  static Optional<String> setting(String text, String key) {
    var line =
        Pattern.compile("(?m)^\\s*" + key + "\\s*=\\s*\"?([^\"\\n]*?)\"?\\s*$").matcher(text);
    Optional<String> value = Optional.empty();
    while (line.find()) value = Optional.of(line.group(1));
    return value;
  }

  private boolean pluginInstalled() {
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(root.resolve("usr/lib"), "{x86_64,aarch64}-linux-gnu")) {
      for (var folder : folders) {
        if (Files.exists(folder.resolve("libvirt/lock-driver/sanlock.so"))) return true;
      }
    } catch (IOException e) {
      return false;
    }
    return Files.exists(root.resolve("usr/lib64/libvirt/lock-driver/sanlock.so"));
  }

  /// libvirtd reads these when it starts, and looks for hooks then too.
  private List<String> stale() {
    var started = processes.started("libvirtd").or(() -> processes.started("virtqemud"));
    if (started.isEmpty()) return List.of();
    return Stream.of("etc/libvirt/qemu.conf", "etc/libvirt/qemu-sanlock.conf", HOOK)
        .filter(place -> isChangedSince(root.resolve(place), started.get()))
        .map(place -> "/" + place)
        .toList();
  }

  private static boolean isChangedSince(Path file, FileTime moment) {
    try {
      return Files.getLastModifiedTime(file).compareTo(moment) > 0;
    } catch (IOException e) {
      return false; // Not there: said elsewhere.
    }
  }

  /// Names of VMs whose definition names a protected disk.
  private List<String> definitions(String folder) {
    var found = new ArrayList<String>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve(folder), "*.xml")) {
      for (var file : files) {
        var xml = HostInspection.text(file);
        boolean usesOne =
            disks.vms().stream()
                .flatMap(vm -> vm.disks().stream())
                .anyMatch(disk -> xml.contains("'" + disk + "'"));
        if (usesOne) found.add(file.getFileName().toString().replaceFirst("\\.xml$", ""));
      }
    } catch (IOException e) {
      return List.of();
    }
    return found.stream().sorted().toList();
  }
}
