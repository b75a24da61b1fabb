package org.leasehold.agent.volume;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.StoreTopic.VolumeIdentity;

/// Which storage a path is on, so that another file system mounted there by mistake is noticed
/// (S2).
///
/// A file: its mount's type and source, and the file-system id where that stays the same over
/// reboots and hosts. A block device: its world-wide name as the kernel or device-mapper tells it.
public final class VolumeIdentities {
  /// Whose `f_fsid` comes from the file system itself, not from the device number of this boot.
  private static final Set<String> STABLE_IDS = Set.of("ext2", "ext3", "ext4", "btrfs");

  private static final int STAT_SECONDS_MAX = 8;

  private VolumeIdentities() {}

  public static VolumeIdentity of(Path path) throws CallException, InterruptedException {
    try {
      var real = path.toRealPath();
      if (!Files.isRegularFile(real) && !Files.isDirectory(real)) return ofDevice(real);
      var mount = mountOf(real, Files.readAllLines(Path.of("/proc/self/mountinfo")));
      var id = STABLE_IDS.contains(mount.type()) ? fileSystemId(real) : "";
      return new VolumeIdentity(mount.type() + " " + mount.source(), id);
    } catch (NoSuchFileException e) {
      throw new CallException(
          ErrorCode.UNREACHABLE,
          path + " does not exist on this host; check the path, and whether its storage is mounted",
          e);
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.UNREACHABLE,
          "cannot tell what %s is on: %s".formatted(path, e.getMessage()),
          e);
    }
  }

  record Mount(String point, String type, String source) {}

  /// The mount that a path is on: of those it is below, the one with the longest mount point, and
  /// of equal ones the last.
  ///
  /// @see "proc_pid_mountinfo(5)"
  static Mount mountOf(Path path, List<String> mountinfo) throws IOException {
    var found = new ArrayList<Mount>();
    for (var line : mountinfo) {
      int dash = line.indexOf(" - ");
      if (dash < 0) continue;
      var left = line.substring(0, dash).split(" ", -1);
      var right = line.substring(dash + 3).split(" ", -1);
      if (left.length < 5 || right.length < 2) continue;
      var point = unescaped(left[4]);
      if (path.startsWith(point)) found.add(new Mount(point, right[0], unescaped(right[1])));
    }
    return found.stream()
        .reduce((a, b) -> b.point().length() >= a.point().length() ? b : a)
        .orElseThrow(() -> new IOException("no mount holds " + path));
  }

  private static String unescaped(String text) {
    return text.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }

  private static String fileSystemId(Path path) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(List.of("/usr/bin/stat", "-f", "-c", "%i", path.toString()))
            .redirectErrorStream(true)
            .start();
    if (!process.waitFor(STAT_SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("the file system does not answer");
    }
    var bytes = process.getInputStream().readNBytes(200);
    var said = new String(bytes, StandardCharsets.UTF_8).strip();
    if (process.exitValue() != 0) throw new IOException(said);
    return said;
  }

  private static VolumeIdentity ofDevice(Path device) throws IOException {
    var rdev = Files.getAttribute(device, "unix:rdev", LinkOption.NOFOLLOW_LINKS);
    long number = ((Number) Objects.requireNonNull(rdev)).longValue();
    long major = (number >> 8) & 0xfff;
    long minor = (number & 0xff) | ((number >> 12) & 0xfff00);
    var folder = Path.of("/sys/dev/block/" + major + ":" + minor);
    for (var name : List.of("dm/uuid", "wwid", "device/wwid", "serial")) {
      var file = folder.resolve(name);
      if (Files.isReadable(file)) {
        return new VolumeIdentity("block device", Files.readString(file).strip());
      }
    }
    throw new IOException("the device has no world-wide name; use a logical volume or a multipath");
  }
}
