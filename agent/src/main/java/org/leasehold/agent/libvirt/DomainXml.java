package org.leasehold.agent.libvirt;

import static org.leasehold.agent.libvirt.SafeXml.child;
import static org.leasehold.agent.libvirt.SafeXml.children;
import static org.leasehold.agent.libvirt.SafeXml.text;

import java.util.List;
import java.util.Optional;
import org.leasehold.agent.vm.BadDefinitionException;
import org.leasehold.agent.vm.DefinitionFacts;
import org.leasehold.agent.vm.Definitions;
import org.leasehold.core.model.VmId;
import org.leasehold.core.sanlock.ResourceAt;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/// libvirt's domain XML: what Leasehold reads, adds and takes away.
public final class DomainXml implements Definitions {
  /// Longest path libvirt hands to sanlock, with the NUL.
  private static final int PATH_BYTES_MAX = 1023;

  @Override
  public DefinitionFacts facts(String xml) throws BadDefinitionException {
    return FactsReader.read(SafeXml.parse(xml));
  }

  @Override
  public String withLease(String xml, ResourceAt lease) throws BadDefinitionException {
    checkPlace(lease);
    var document = SafeXml.parse(xml);
    var facts = FactsReader.read(document);
    if (!facts.vm().lease().equals(lease.lease())) {
      throw new BadDefinitionException(
          "lease %s is not the one of VM %s (%s)"
              .formatted(lease.lease(), facts.name(), facts.vm()));
    }
    var root = document.getDocumentElement();
    removeLeases(root, lease.lease().text());
    settle(document, root);
    var devices = child(root, "devices").orElseGet(() -> added(document, root, "devices", ""));
    devices.appendChild(document.createTextNode("  "));
    devices.appendChild(leaseElement(document, lease));
    devices.appendChild(document.createTextNode("\n  "));
    return SafeXml.write(document);
  }

  /// The libvirt driver passes a space to sanlock, which then cannot name the lease any more.
  private static void checkPlace(ResourceAt lease) throws BadDefinitionException {
    var path = lease.place().file().toString();
    boolean legal =
        path.startsWith("/")
            && path.length() <= PATH_BYTES_MAX
            && path.chars().allMatch(c -> c > ' ' && c <= '~' && c != ':' && c != '\\');
    if (!legal) {
      throw new BadDefinitionException(
          "the volume's path must be absolute, at most %d characters, without spaces and colons: '%s'; mount it elsewhere"
              .formatted(PATH_BYTES_MAX, path));
    }
  }

  /// A crashed guest must end, so that its lease is free; sanlock itself ends it when the lease is
  /// lost, and only without `on_lockfailure`.
  private static void settle(Document document, Element root) {
    for (var crash : children(root, "on_crash")) SafeXml.remove(crash);
    for (var failure : children(root, "on_lockfailure")) SafeXml.remove(failure);
    added(document, root, "on_crash", "destroy");
  }

  private static Element added(Document document, Element parent, String name, String text) {
    var element = document.createElement(name);
    element.setTextContent(text);
    parent.appendChild(document.createTextNode("  "));
    parent.appendChild(element);
    parent.appendChild(document.createTextNode("\n"));
    return element;
  }

  private static void removeLeases(Element root, String key) {
    for (var devices : children(root, "devices")) {
      for (var lease : children(devices, "lease")) {
        if (text(lease, "key").equals(key)) SafeXml.remove(lease);
      }
    }
  }

  private static Element leaseElement(Document document, ResourceAt lease) {
    var element = document.createElement("lease");
    var lockspace = document.createElement("lockspace");
    lockspace.setTextContent(lease.lockspace().text());
    var key = document.createElement("key");
    key.setTextContent(lease.lease().text());
    var target = document.createElement("target");
    target.setAttribute("path", lease.place().file().toString());
    target.setAttribute("offset", Long.toString(lease.place().offsetBytes()));
    for (var child : List.of(lockspace, key, target)) {
      element.appendChild(document.createTextNode("\n      "));
      element.appendChild(child);
    }
    element.appendChild(document.createTextNode("\n    "));
    return element;
  }

  @Override
  public String leaseDevice(ResourceAt lease) {
    return """
    <lease>
      <lockspace>%s</lockspace>
      <key>%s</key>
      <target path='%s' offset='%d'/>
    </lease>
    """
        .formatted(
            lease.lockspace(), lease.lease(), lease.place().file(), lease.place().offsetBytes());
  }

  @Override
  public String withoutLease(String xml, VmId vm) throws BadDefinitionException {
    var document = SafeXml.parse(xml);
    FactsReader.read(document);
    var root = document.getDocumentElement();
    root.removeAttribute("id");
    removeLeases(root, vm.text());
    return SafeXml.write(document);
  }

  @Override
  public Optional<DisplayAt> display(String liveXml) throws BadDefinitionException {
    var root = SafeXml.parse(liveXml).getDocumentElement();
    for (var devices : children(root, "devices")) {
      for (var graphics : children(devices, "graphics")) {
        var socket = graphics.getAttribute("socket");
        var port = graphics.getAttribute("port");
        boolean hasPort = port.matches("[1-9][0-9]{0,4}");
        if (socket.isEmpty() && !hasPort) continue;
        var listen = graphics.getAttribute("listen");
        boolean any = listen.isEmpty() || listen.equals("0.0.0.0") || listen.equals("::");
        return Optional.of(
            new DisplayAt(
                graphics.getAttribute("type"),
                socket,
                any ? "127.0.0.1" : listen,
                hasPort ? Integer.parseInt(port) : 0));
      }
    }
    return Optional.empty();
  }

  @Override
  public String drift(String definition, String live) throws BadDefinitionException {
    return Drift.of(
        SafeXml.parse(definition).getDocumentElement(), SafeXml.parse(live).getDocumentElement());
  }

  @Override
  public String followed(String definition, Running running, boolean disksOnly)
      throws BadDefinitionException {
    return LiveDefinition.of(definition, running.live(), running.inactive(), disksOnly);
  }

  @Override
  public String difference(String before, String after) throws BadDefinitionException {
    // Written by one hand, so that only what means something differs.
    return LineDiff.of(SafeXml.write(SafeXml.parse(before)), SafeXml.write(SafeXml.parse(after)));
  }
}
