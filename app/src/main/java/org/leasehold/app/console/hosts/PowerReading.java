package org.leasehold.app.console.hosts;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.engine.HostRecord;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.monitor.Snapshot;

/// What switches a host's power, without any secret.
final class PowerReading {
  private PowerReading() {}

  static HostDetails.Power of(Snapshot snapshot, HostRecord host, @Nullable HostEntry entry) {
    var document = snapshot.state().document();
    var fence = entry == null ? FenceSettings.NONE : entry.fence();
    boolean inCluster = document != null && document.settings().treatment().powerFencing();
    boolean none = fence.devices().isEmpty();
    boolean on = fence.isUsable() && inCluster;
    var word = none ? "none" : !fence.enabled() ? "off" : inCluster ? "on" : "nowhere";
    var devices = new ArrayList<HostDetails.Device>();
    for (var group : fence.groups()) for (var one : group) devices.add(device(one));
    var tone = none ? Tone.NONE : on && host.powerFault().isEmpty() ? Tone.OK : Tone.WARN;
    return new HostDetails.Power(
        tone, Texts.say("power." + word), host.powerFault(), devices, fence.enabled());
  }

  private static HostDetails.Device device(FenceDevice device) {
    var options = new ArrayList<String>();
    device.options().forEach((name, value) -> options.add(name + "=" + value));
    return new HostDetails.Device(
        device.name(),
        Texts.say(
            options.isEmpty() ? "power.device.bare" : "power.device",
            device.agent(),
            device.order(),
            String.join(" ", options)),
        Texts.say(device.secret().isEmpty() ? "power.password.none" : "power.password.kept"));
  }
}
