package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.leasehold.agent.volume.WantedLockspaces;
import org.leasehold.core.protocol.HostInstall;

/// All that a host gets, in the order in which it is made; undone in reverse. Nothing is begun
/// while something is in the way.
public final class Installation {
  private final Where where;
  private final Commands commands;
  private final Made made;

  Installation(Where where, Commands commands) throws IOException {
    this.where = where;
    this.commands = commands;
    made = Made.open(where.at(Where.MADE));
  }

  /// Of this host, from the image that runs.
  public static Installation ofThisHost() throws IOException {
    return new Installation(Where.here(), Commands.REAL);
  }

  private OwnFile file(String place, String shared, String rights) throws IOException {
    var text = Files.readString(where.shared(shared)).replace(Where.PACKAGED, Where.PROGRAMS);
    if (made.unknownStorage()) {
      text =
          text.replace(
              "leasehold-agent serve", "leasehold-agent serve --migrate-over-unknown-storage");
    }
    return new OwnFile(where, made, place, text, rights);
  }

  /// What is made of files of the image.
  List<OwnFile> files() throws IOException {
    var files = new ArrayList<OwnFile>();
    if (Files.exists(where.at("/usr/bin/sudo"))) {
      files.add(file("/etc/sudoers.d/leasehold-agent", "sudoers/leasehold-agent", "r--r-----"));
    }
    for (var unit : Services.UNITS) {
      files.add(file("/etc/systemd/system/" + unit, "units/" + unit, "rw-r--r--"));
    }
    return files;
  }

  OwnFile hook() throws IOException {
    return file(LibvirtHook.PLACE, "hooks/qemu-leasehold", "rwxr-xr-x");
  }

  private List<Step> steps(List<String> keys) throws IOException {
    var steps = new ArrayList<Step>();
    steps.add(Programs.ofAgent(where, made));
    steps.add(new LoginUser(where, made, commands));
    steps.add(new EngineLogin(where, keys));
    steps.add(KeyPair.forMigrations(where, made, commands));
    steps.addAll(files());
    steps.add(new LibvirtHook(hook(), where, commands));
    steps.add(new SleepMask(where, made));
    steps.add(new Services(where, commands));
    return steps;
  }

  public HostInstall.Told install(HostInstall.Order order)
      throws IOException, InterruptedException {
    made.unknownStorage(order.unknownStorage());
    return new Steps(steps(order.engineKeys()), commands).make(order.dryRun());
  }

  /// Refused while the host is in a lockspace: its VMs would run on without a guard.
  public HostInstall.Told uninstall(boolean dryRun) throws IOException, InterruptedException {
    if (made.isEmpty()) {
      return new HostInstall.Told(
          List.of(), List.of("Leasehold was not installed here by `leasehold host install`"), "");
    }
    var member = WantedLockspaces.open(where.at("/var/lib/leasehold")).all();
    if (!member.isEmpty()) {
      return new HostInstall.Told(
          List.of(),
          List.of(
              "this host is in lockspace %s; take it out of its cluster first: leasehold host remove"
                  .formatted(member.getFirst().lockspace())),
          "");
    }
    if (Files.exists(where.at(Where.MADE_ENGINE))) {
      return new HostInstall.Told(
          List.of(), List.of("an engine is installed here; first: leasehold engine uninstall"), "");
    }
    var told = new Steps(steps(List.of()), commands).unmake(dryRun);
    if (!told.failed().isEmpty()) return told;
    if (!dryRun) rest();
    return told;
  }

  private void rest() throws IOException {
    Path folder = where.at("/etc/leasehold");
    if (!Files.isDirectory(folder)) return;
    try (var left = Files.list(folder)) {
      if (left.findAny().isPresent()) return;
    }
    Files.delete(folder);
  }
}
