package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

/// The `qemu` hook (S6), beside the admin's own in `qemu.d`, which libvirt runs since 6.5.0.
///
/// @see "libvirt docs/hooks.rst; NEWS 6.5.0"
record LibvirtHook(OwnFile file, Where where, Commands commands) implements Step {
  static final String PLACE = "/etc/libvirt/hooks/qemu.d/leasehold";
  private static final List<String> DAEMONS = List.of("libvirtd", "virtqemud");
  private static final Pattern VERSION = Pattern.compile("\\b(\\d+)\\.(\\d+)\\.\\d+");

  @Override
  public String what() {
    return "put the hook that refuses a protected disk without its lease into "
        + PLACE
        + ", and restart libvirt's daemon so that it sees it (running VMs go on)";
  }

  @Override
  public String undoing() {
    return file.undoing();
  }

  @Override
  public Standing look() throws IOException, InterruptedException {
    var standing = file.look();
    if (standing instanceof Standing.Missing) {
      var not = unfit();
      if (!not.isEmpty()) return new Standing.InTheWay(not);
    }
    return standing;
  }

  private String unfit() throws IOException, InterruptedException {
    for (var daemon : DAEMONS) {
      if (!Files.exists(where.at("/usr/sbin/" + daemon))) continue;
      var said = commands.done("/usr/sbin/" + daemon, "--version");
      var version = VERSION.matcher(said);
      if (!version.find()) return "the version of libvirt is not understood: " + said;
      int major = Integer.parseInt(version.group(1));
      int minor = Integer.parseInt(version.group(2));
      if (major > 6 || (major == 6 && minor >= 5)) return "";
      return "libvirt %s runs one hook only, /etc/libvirt/hooks/qemu, which is yours: update libvirt to 6.5 or newer"
          .formatted(version.group());
    }
    return "libvirt is not installed: apt install libvirt-daemon-system libvirt-sanlock sanlock qemu-system";
  }

  @Override
  public void make() throws IOException, InterruptedException {
    file.make();
    for (var daemon : DAEMONS) {
      var unit = daemon + ".service";
      var active = commands.run(List.of(Commands.SYSTEMCTL, "is-active", "--quiet", unit));
      if (active.code() == 0) commands.done(Commands.SYSTEMCTL, "restart", unit);
    }
  }

  @Override
  public void unmake() throws IOException {
    file.unmake();
  }
}
