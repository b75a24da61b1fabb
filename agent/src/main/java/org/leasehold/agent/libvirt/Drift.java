package org.leasehold.agent.libvirt;

import static org.leasehold.agent.libvirt.SafeXml.child;
import static org.leasehold.agent.libvirt.SafeXml.children;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/// How a live VM differs from its definition.
///
/// What runs has much that the definition leaves open (addresses, aliases, defaults): that is no
/// drift. Drift is a value of the definition that is another one live, a part of it that is
/// missing, and a device that a person would have had to add.
final class Drift {
  /// Device elements that nobody but a person adds.
  private static final Set<String> BY_PEOPLE =
      Set.of("disk", "interface", "hostdev", "filesystem", "lease", "redirdev", "memory");

  /// Set by Leasehold at the start, or of one run only.
  private static final Set<String> NOT_COMPARED =
      Set.of(
          "domain/on_crash",
          "domain/on_lockfailure",
          "domain/currentMemory",
          "domain/seclabel",
          "domain/resource",
          "domain/cpu",
          "domain/metadata");

  private static final Pattern CHOSEN_PORT =
      Pattern.compile("domain/devices/graphics( \\d+)?@(port|tlsPort|websocket)");

  private static final String DEVICES = "domain/devices/";

  private static final Pattern DISK_SOURCE =
      Pattern.compile(DEVICES + "disk( [^/]+)?(/source@(file|dev|dir|name|volume|path))?");

  private static final int LINES_MAX = 40;

  private Drift() {}

  /// One value that is another one live.
  ///
  /// @param place such as `domain/devices/disk vda/source@file`, or a whole device
  /// @param defined empty where the definition has no such device
  /// @param live empty where nothing is there
  record Difference(String place, Optional<String> defined, Optional<String> live) {
    /// What would be replaced to make it the same: a child of `domain`, or one of its devices.
    String part() {
      var steps = place.split("[/@]", -1);
      boolean device = steps.length > 2 && steps[1].equals("devices");
      if (steps.length < 2) return "";
      return device ? steps[1] + "/" + steps[2] : steps[1];
    }

    /// A disk that the definition lacks or has, or where one is; not what else is said of a disk.
    boolean isOfDiskSource() {
      return DISK_SOURCE.matcher(place).matches();
    }

    String text() {
      if (defined.isEmpty()) return place.substring(DEVICES.length()) + ": live, not defined";
      return "%s: defined as '%s', live%s"
          .formatted(place, defined.get(), live.map(it -> " '" + it + "'").orElse(": none"));
    }
  }

  static List<Difference> between(Element definition, Element live) {
    var wanted = flat(definition);
    var found = flat(live);
    var all = new ArrayList<Difference>();
    for (var entry : wanted.entrySet()) {
      var there = Optional.ofNullable(found.get(entry.getKey()));
      boolean same = there.isPresent() && isSame(entry.getKey(), entry.getValue(), there.get());
      if (!same) all.add(new Difference(entry.getKey(), Optional.of(entry.getValue()), there));
    }
    for (var device : devices(live)) {
      if (!devices(definition).contains(device)) {
        all.add(new Difference(DEVICES + device, Optional.empty(), Optional.of(device)));
      }
    }
    return all;
  }

  static String of(Element definition, Element live) {
    var lines = between(definition, live).stream().map(Difference::text).toList();
    if (lines.size() <= LINES_MAX) return String.join("\n", lines);
    int more = lines.size() - LINES_MAX;
    return String.join("\n", lines.subList(0, LINES_MAX)) + "\nand " + more + " more";
  }

  /// The children of `domain`, and its devices, in their order, by the names that differences give
  /// them.
  static SequencedMap<String, Element> parts(Element root) {
    var parts = new LinkedHashMap<String, Element>();
    var count = new HashMap<String, Integer>();
    for (var child : children(root)) {
      var name = name(child, count);
      if (!name.equals("devices")) {
        parts.put(name, child);
        continue;
      }
      var devices = new HashMap<String, Integer>();
      for (var device : children(child)) parts.put("devices/" + name(device, devices), device);
    }
    return parts;
  }

  /// libvirt writes down which version of a machine its short name stood for at the start, and
  /// which port it chose for a display that leaves it the choice (-1).
  private static boolean isSame(String place, String wanted, String live) {
    if (live.equals(wanted)) return true;
    if (wanted.equals("-1")) return CHOSEN_PORT.matcher(place).matches();
    var family =
        switch (wanted) {
          case "pc" -> "pc-i440fx";
          case "q35" -> "pc-q35";
          default -> wanted;
        };
    return place.equals("domain/os/type@machine") && live.startsWith(family + "-");
  }

  private static List<String> devices(Element root) {
    var names = new ArrayList<String>();
    var count = new HashMap<String, Integer>();
    for (var devices : children(root, "devices")) {
      for (var device : children(devices)) {
        var name = name(device, count);
        if (BY_PEOPLE.contains(device.getTagName()) && !isOurs(root, device)) names.add(name);
      }
    }
    return names;
  }

  /// The VM's own lease is added at every start.
  private static boolean isOurs(Element root, Element device) {
    return device.getTagName().equals("lease")
        && SafeXml.text(device, "key").equalsIgnoreCase(SafeXml.text(root, "uuid"));
  }

  /// Every value with its place, such as `domain/devices/disk vda/source@file`.
  private static SortedMap<String, String> flat(Element root) {
    var flat = new TreeMap<String, String>();
    addAll(flat, "domain", root);
    flat.remove("domain@id");
    return flat;
  }

  private static void addAll(SortedMap<String, String> flat, String place, Element element) {
    if (NOT_COMPARED.contains(place)) return;
    if (place.matches("domain/(memory|maxMemory|memtune/[^/]*)")) {
      var size = MemorySize.of(element);
      if (size.isPresent()) {
        flat.put(place, size.get());
        return;
      }
    }
    var attributes = element.getAttributes();
    for (int i = 0; i < attributes.getLength(); i++) {
      var attribute = attributes.item(i);
      flat.put(place + "@" + attribute.getNodeName(), attribute.getNodeValue());
    }
    var inside = children(element);
    var text = element.getTextContent().strip();
    if (inside.isEmpty() && !text.isEmpty()) flat.put(place, text);
    var count = new HashMap<String, Integer>();
    for (var child : inside) addAll(flat, place + "/" + name(child, count), child);
  }

  /// Disks are told apart by target, network cards by address, all else by order.
  private static String name(Element element, Map<String, Integer> count) {
    var tag = element.getTagName();
    var key =
        switch (tag) {
          case "disk" -> child(element, "target").map(it -> it.getAttribute("dev"));
          case "interface" -> child(element, "mac").map(it -> it.getAttribute("address"));
          default -> Optional.<String>empty();
        };
    if (key.isPresent() && !key.get().isEmpty()) return tag + " " + key.get();
    int number = count.merge(tag, 1, Integer::sum);
    return number == 1 ? tag : tag + " " + number;
  }
}
