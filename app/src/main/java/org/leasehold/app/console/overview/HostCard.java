package org.leasehold.app.console.overview;

import java.util.List;
import org.leasehold.app.console.parts.Sparkline;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;

/// One host as the Overview shows it.
///
/// @param identity `host id 2 · gen 7`
/// @param tone of its state
/// @param status `up 3 d`, `connecting 41 s`
/// @param grade how leases are enforced there, and why it is not better
/// @param memory `41 of 64 GiB`, or a dash
/// @param reserved `+18 reserved for 5 VMs`, or empty
/// @param used 0..1
/// @param kept 0..1, on top of `used`
/// @param load how busy its processors are, or a dash
/// @param vms what runs there, or ran there last
public record HostCard(
    HostId host,
    String name,
    String identity,
    Tone tone,
    String status,
    Grading grade,
    String memory,
    String reserved,
    double used,
    double kept,
    Load load,
    Renewing renewing,
    List<VmChip> vms) {
  public HostCard {
    vms = List.copyOf(vms);
  }

  /// @param word `watchdog`, `guard only`, `not protected`
  /// @param why for the tooltip
  public record Grading(Tone tone, String word, String why) {}

  /// Tasks that ran or waited in the last minute, against the processors.
  ///
  /// @param text `Load 2.5 of 16`, or a dash
  /// @param share 0..1 of the processors; 1 where more waits than can run
  public record Load(Tone tone, String text, double share) {}

  /// Lease renewals of the last hour.
  ///
  /// @param text `lease renewal 38 ms · p99 120 ms`, or since when there is none
  public record Renewing(
      List<Sparkline.Point> points,
      long fromMillis,
      long toMillis,
      boolean stopped,
      Tone tone,
      String text) {
    public Renewing {
      points = List.copyOf(points);
    }
  }

  /// @param text its name, with a question mark where nothing is known
  /// @param why for the tooltip
  public record VmChip(VmId vm, Tone tone, String text, String why) {}
}
