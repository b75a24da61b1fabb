package org.leasehold.agent.hook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The VMs of the cluster that a lease protects, with their leases and writable disks, as this host
/// sees them: written by the agent with the cluster document, read by the hook.
///
/// Lines after a first one that names the format, paths last so that they may hold spaces:
///
/// ```
/// vm UUID LOCKSPACE LEASE OFFSET HOST-ID VOLUME
/// name UUID NAME
/// disk UUID SOURCE
/// ```
///
/// On a disk that outlives a reboot: a disk stays protected while the agent is not there yet.
public record ProtectedDisks(List<ProtectedDisks.Vm> vms) {
  public static final Path PLACE = Path.of("/var/lib/leasehold/protected");

  private static final String HEAD = "leasehold-protected 1";

  public ProtectedDisks {
    vms = List.copyOf(vms);
  }

  /// @param offsetBytes of the lease in the volume
  /// @param hostId of this host in the lockspace
  /// @param disks writable ones: a path, `PROTOCOL:NAME` of a network disk, or `POOL:VOLUME`
  /// @param name for people; the UUID where the list does not say
  public record Vm(
      String uuid,
      String lockspace,
      String lease,
      long offsetBytes,
      int hostId,
      Path volume,
      List<String> disks,
      String name) {
    public Vm {
      disks = List.copyOf(disks);
      for (var text : List.of(uuid, lockspace, lease)) {
        if (text.isEmpty() || text.chars().anyMatch(Character::isWhitespace)) {
          throw new IllegalArgumentException("empty or with a space: '" + text + "'");
        }
      }
      for (var text : disks) {
        if (isUnfit(text)) throw new IllegalArgumentException("not a disk's name: '" + text + "'");
      }
      if (isUnfit(name)) throw new IllegalArgumentException("not a VM's name: '" + name + "'");
    }

    /// Would break the line it stands in.
    private static boolean isUnfit(String text) {
      return text.isEmpty() || text.chars().anyMatch(c -> c < ' ');
    }

    private Vm named(String newName) {
      return new Vm(uuid, lockspace, lease, offsetBytes, hostId, volume, disks, newName);
    }

    private Vm with(String disk) {
      var more = new ArrayList<>(disks);
      more.add(disk);
      return new Vm(uuid, lockspace, lease, offsetBytes, hostId, volume, more, name);
    }
  }

  /// Takes every line it understands: a damaged file must neither free the disks it still names nor
  /// stop VMs that have nothing to do with it.
  ///
  /// @param complaints gets one sentence for each line that was left out
  public static ProtectedDisks parse(String text, List<String> complaints) {
    var vms = new LinkedHashMap<String, Vm>();
    var lines = text.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
      complaints.add("the first line is not '" + HEAD + "'");
    }
    for (var line : lines) {
      if (line.isBlank() || line.equals(HEAD)) continue;
      try {
        if (line.startsWith("vm ")) {
          var words = line.split(" ", 7);
          vms.put(
              words[1],
              new Vm(
                  words[1],
                  words[2],
                  words[3],
                  Long.parseLong(words[4]),
                  Integer.parseInt(words[5]),
                  Path.of(words[6]),
                  List.of(),
                  words[1]));
        } else if (line.startsWith("disk ")) {
          var words = line.split(" ", 3);
          vms.put(words[1], listed(vms, words[1]).with(words[2]));
        } else if (line.startsWith("name ")) {
          var words = line.split(" ", 3);
          vms.put(words[1], listed(vms, words[1]).named(words[2]));
        } else {
          complaints.add("not understood: '" + line + "'");
        }
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        complaints.add("not understood: '" + line + "': " + e.getMessage());
      }
    }
    return new ProtectedDisks(List.copyOf(vms.values()));
  }

  private static Vm listed(Map<String, Vm> vms, String uuid) {
    var vm = vms.get(uuid);
    if (vm == null) throw new IllegalArgumentException("no such VM");
    return vm;
  }

  public String text() {
    var text = new StringBuilder(HEAD).append('\n');
    for (var vm : vms) {
      text.append(
          "vm %s %s %s %d %d %s\n"
              .formatted(
                  vm.uuid(),
                  vm.lockspace(),
                  vm.lease(),
                  vm.offsetBytes(),
                  vm.hostId(),
                  vm.volume()));
      text.append("name %s %s\n".formatted(vm.uuid(), vm.name()));
      for (var disk : vm.disks()) text.append("disk %s %s\n".formatted(vm.uuid(), disk));
    }
    return text.toString();
  }

  /// Puts it in place in one step, readable for root alone.
  public void write(Path place) throws IOException {
    var aside = place.resolveSibling(place.getFileName() + ".new");
    Files.deleteIfExists(aside);
    Files.createFile(
        aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(aside, text());
    Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
  }
}
