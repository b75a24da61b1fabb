package org.leasehold.agent.libvirt;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.vm.BadDefinitionException;
import org.w3c.dom.Element;
import org.w3c.dom.Text;

/// A definition that follows what runs: each part that differs is replaced by the live one, all
/// else stays as a person wrote it.
///
/// What is of one run only (aliases, tap devices, chosen ports) is not in libvirt's inactive form
/// of a transient domain, which is its live definition (`virDomainGetXMLDesc` with
/// `VIR_DOMAIN_XML_INACTIVE`); so the parts are taken from there.
final class LiveDefinition {
  private LiveDefinition() {}

  /// @param live as it runs, to compare with
  /// @param inactive the same in libvirt's inactive form, to take from
  /// @param disksOnly only writable disks that are elsewhere, more or fewer
  static String of(String kept, String live, String inactive, boolean disksOnly)
      throws BadDefinitionException {
    var definition = SafeXml.parse(kept);
    var root = definition.getDocumentElement();
    var runs = SafeXml.parse(live).getDocumentElement();
    var mine = Drift.parts(root);
    var its = Drift.parts(SafeXml.parse(inactive).getDocumentElement());
    var differing = new LinkedHashSet<String>();
    for (var one : Drift.between(root, runs)) {
      if (!disksOnly || one.isOfDiskSource()) differing.add(one.part());
    }
    for (var part : differing) {
      var before = mine.get(part);
      var after = its.get(part);
      if (disksOnly && !isWritable(after == null ? before : after)) continue;
      if (after == null) {
        if (before != null) SafeXml.remove(before);
        mine.remove(part);
        continue;
      }
      var copy = (Element) definition.importNode(after, true);
      if (before == null) add(copy, part, root, mine, its);
      else before.getParentNode().replaceChild(copy, before);
      mine.put(part, copy);
    }
    return SafeXml.write(definition);
  }

  private static boolean isWritable(@Nullable Element disk) {
    return disk != null
        && !disk.getAttribute("device").equals("cdrom")
        && SafeXml.child(disk, "readonly").isEmpty();
  }

  /// Where it stands live: the order of the disks is part of what a definition says.
  private static void add(
      Element added,
      String part,
      Element root,
      Map<String, Element> mine,
      SequencedMap<String, Element> its) {
    boolean device = part.startsWith("devices/");
    var parent = device ? SafeXml.child(root, "devices").orElse(root) : root;
    var next = after(part, mine, its, parent);
    if (next == null) {
      parent.appendChild(text(parent, "  "));
      parent.appendChild(added);
      parent.appendChild(text(parent, device ? "\n  " : "\n"));
    } else {
      parent.insertBefore(added, next);
      parent.insertBefore(text(parent, device ? "\n    " : "\n  "), next);
    }
  }

  /// The first element of the definition that comes later where it runs.
  private static @Nullable Element after(
      String part, Map<String, Element> mine, SequencedMap<String, Element> its, Element parent) {
    boolean later = false;
    for (var name : its.sequencedKeySet()) {
      var there = mine.get(name);
      if (later && there != null && parent.isSameNode(there.getParentNode())) return there;
      later |= name.equals(part);
    }
    return null;
  }

  private static Text text(Element of, String space) {
    return of.getOwnerDocument().createTextNode(space);
  }
}
