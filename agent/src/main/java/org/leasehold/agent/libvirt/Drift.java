package org.leasehold.agent.libvirt;

import static org.leasehold.agent.libvirt.SafeXml.child;
import static org.leasehold.agent.libvirt.SafeXml.children;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private static final int LINES_MAX = 40;

  private Drift() {}

  static String of(Element definition, Element live) {
    var wanted = flat(definition);
    var found = flat(live);
    var lines = new ArrayList<String>();
    for (var entry : wanted.entrySet()) {
      var there = found.get(entry.getKey());
      if (there == null) {
        lines.add("%s: defined as '%s', live: none".formatted(entry.getKey(), entry.getValue()));
      } else if (!isSame(entry.getKey(), entry.getValue(), there)) {
        lines.add(
            "%s: defined as '%s', live '%s'".formatted(entry.getKey(), entry.getValue(), there));
      }
    }
    for (var device : devices(live)) {
      if (!devices(definition).contains(device)) lines.add(device + ": live, not defined");
    }
    if (lines.size() > LINES_MAX) {
      int more = lines.size() - LINES_MAX;
      return String.join("\n", lines.subList(0, LINES_MAX)) + "\nand " + more + " more";
    }
    return String.join("\n", lines);
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
          default -> java.util.Optional.<String>empty();
        };
    if (key.isPresent() && !key.get().isEmpty()) return tag + " " + key.get();
    int number = count.merge(tag, 1, Integer::sum);
    return number == 1 ? tag : tag + " " + number;
  }
}
