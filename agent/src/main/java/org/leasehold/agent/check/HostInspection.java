package org.leasehold.agent.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.leasehold.agent.guard.WatchFile;
import org.leasehold.agent.hook.ProtectedDisks;
import org.leasehold.core.sanlock.DaemonStatus;
import org.leasehold.core.sanlock.SanlockClient;
import org.leasehold.core.sanlock.SanlockException;

/// Gathers [HostFacts]: reads files below a root, and asks sanlock. Reads no shared storage, which
/// might hang.
///
/// @param root `/`; another folder in tests
/// @param heartbeatName the host name that this host's record in a lockspace bears on disk
public record HostInspection(
    Path root,
    SanlockClient sanlock,
    BooleanSupplier guardRuns,
    HostInspection.HeartbeatName heartbeatName) {

  /// Empty if it cannot be read in time.
  public interface HeartbeatName {
    String of(WatchFile.Watched lockspace);
  }

  private static final List<String> SLEEP_TARGETS =
      List.of("sleep.target", "suspend.target", "hibernate.target", "hybrid-sleep.target");
  private static final List<String> TIME_DAEMONS =
      List.of("chronyd", "ntpd", "systemd-timesyn", "ptp4l", "phc2sys");

  HostFacts facts() {
    Optional<DaemonStatus> status;
    var trouble = "";
    try {
      status = Optional.of(sanlock.status());
    } catch (SanlockException e) {
      status = Optional.empty();
      trouble = e.sentence();
    }
    var processes = new ProcessNames(root);
    return new HostFacts(
        new LibvirtInspection(root, processes, disks()).facts(),
        status.map(one -> new HostFacts.Sanlock(one.version().orElse("?"), one.usesWatchdog())),
        trouble,
        Files.exists(at("dev/watchdog")),
        processes.started("wdmd").isPresent(),
        guardRuns.getAsBoolean(),
        lockspaces(status),
        SLEEP_TARGETS.stream().filter(target -> !isMasked(target)).toList(),
        TIME_DAEMONS.stream().filter(name -> processes.started(name).isPresent()).findFirst(),
        pacemakerVms(),
        new RetryInspection(root).retries());
  }

  private Path at(String place) {
    return root.resolve(place);
  }

  private ProtectedDisks disks() {
    var place = root.resolve(Path.of("/").relativize(ProtectedDisks.PLACE));
    return ProtectedDisks.parse(text(place), new ArrayList<>());
  }

  private List<HostFacts.Lockspace> lockspaces(Optional<DaemonStatus> status) {
    var text = text(root.resolve(Path.of("/").relativize(WatchFile.PLACE)));
    if (text.isEmpty()) return List.of();
    var lockspaces = new ArrayList<HostFacts.Lockspace>();
    for (var watched : WatchFile.parse(text).lockspaces()) {
      var joined =
          status.stream()
              .flatMap(one -> one.lockspaces().stream())
              .filter(one -> one.name().equals(watched.name().text()))
              .findFirst();
      lockspaces.add(
          new HostFacts.Lockspace(
              watched.name().text(),
              watched.host().value(),
              watched.ioTimeout().seconds(),
              joined.map(one -> one.host().value()),
              joined.map(one -> number(one.details().getOrDefault("io_timeout", "0"))).orElse(0),
              joined.isPresent() ? heartbeatName.of(watched) : "",
              status.map(DaemonStatus::hostName).orElse("")));
    }
    return lockspaces;
  }

  private static int number(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /// systemd masks a unit by a link to nowhere.
  private boolean isMasked(String unit) {
    return isLinkToNowhere(at("etc/systemd/system").resolve(unit))
        || isLinkToNowhere(at("run/systemd/system").resolve(unit));
  }

  private static boolean isLinkToNowhere(Path link) {
    try {
      return Files.isSymbolicLink(link)
          && Files.readSymbolicLink(link).equals(Path.of("/dev/null"));
    } catch (IOException e) {
      return false;
    }
  }

  private List<String> pacemakerVms() {
    var text = text(at("var/lib/pacemaker/cib/cib.xml"));
    var vms = new ArrayList<String>();
    var primitive = Pattern.compile("<primitive\\b[^>]*>").matcher(text);
    while (primitive.find()) {
      var tag = primitive.group();
      if (!tag.contains("type=\"VirtualDomain\"")) continue;
      var id = Pattern.compile("\\bid=\"([^\"]*)\"").matcher(tag);
      vms.add(id.find() ? id.group(1) : "without a name");
    }
    return vms;
  }

  static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      return "";
    }
  }
}
