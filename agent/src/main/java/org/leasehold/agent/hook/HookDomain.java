package org.leasehold.agent.hook;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// What the hook needs of the domain XML that libvirt gives it.
///
/// @param writableDisks sources of disks that are not read-only: a path, `PROTOCOL:NAME` of a
///   network disk, `POOL:VOLUME` of a volume
/// @param savedVersion the lease version a saved image was made at, where it says so
/// @see "libvirt docs/formatdomain.rst: Hard drives, Leases, Metadata"
record HookDomain(
    String name,
    String uuid,
    List<String> writableDisks,
    List<HookDomain.Lease> leases,
    OptionalLong savedVersion) {

  record Lease(String lockspace, String key, String volume, long offsetBytes) {}

  /// @throws XMLStreamException also for a document with a document type: it could name files
  static HookDomain read(InputStream xml) throws XMLStreamException {
    var factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return new Reading(factory.createXMLStreamReader(xml)).domain();
  }

  /// One walk through the document; `path` is the element we are in, `/domain/devices/disk`.
  private static final class Reading {
    private final XMLStreamReader xml;
    private final ArrayDeque<String> path = new ArrayDeque<>();
    private final List<String> disks = new ArrayList<>();
    private final List<Lease> leases = new ArrayList<>();
    private OptionalLong saved = OptionalLong.empty();
    private String name = "";
    private String uuid = "";
    private @Nullable String source;
    private boolean readOnly;
    private String lockspace = "";
    private String key = "";
    private String volume = "";
    private long offsetBytes;

    Reading(XMLStreamReader xml) {
      this.xml = xml;
    }

    HookDomain domain() throws XMLStreamException {
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> opened();
          case XMLStreamConstants.CHARACTERS -> text(xml.getText().trim());
          case XMLStreamConstants.END_ELEMENT -> closed();
          case XMLStreamConstants.DTD ->
              throw new XMLStreamException("the domain's XML has a document type");
          default -> {}
        }
      }
      return new HookDomain(name, uuid, List.copyOf(disks), List.copyOf(leases), saved);
    }

    private void opened() {
      path.addLast(xml.getLocalName());
      switch (String.join("/", path)) {
        case "domain/devices/disk" -> {
          source = null;
          readOnly = false;
        }
        case "domain/devices/disk/source" -> source = sourceOf();
        case "domain/devices/disk/readonly" -> readOnly = true;
        case "domain/devices/lease" -> {
          lockspace = "";
          key = "";
          volume = "";
          offsetBytes = 0;
        }
        case "domain/devices/lease/target" -> {
          volume = attribute("path");
          var offset = attribute("offset");
          offsetBytes = offset.isEmpty() ? 0 : Long.parseLong(offset);
        }
        case "domain/metadata/saved" -> {
          if (SavedVersion.NAMESPACE.equals(xml.getNamespaceURI())) {
            saved = OptionalLong.of(Long.parseLong(attribute("version")));
          }
        }
        default -> {}
      }
    }

    private @Nullable String sourceOf() {
      for (var local : List.of("file", "dev", "dir")) {
        if (!attribute(local).isEmpty()) return attribute(local);
      }
      if (!attribute("protocol").isEmpty()) return attribute("protocol") + ":" + attribute("name");
      return attribute("pool").isEmpty() ? null : attribute("pool") + ":" + attribute("volume");
    }

    private String attribute(String local) {
      var value = xml.getAttributeValue(null, local);
      return value == null ? "" : value;
    }

    private void text(String text) {
      if (text.isEmpty()) return;
      switch (String.join("/", path)) {
        case "domain/name" -> name = text;
        case "domain/uuid" -> uuid = text;
        case "domain/devices/lease/lockspace" -> lockspace = text;
        case "domain/devices/lease/key" -> key = text;
        default -> {}
      }
    }

    private void closed() {
      switch (String.join("/", path)) {
        case "domain/devices/disk" -> {
          if (source != null && !readOnly) disks.add(source);
        }
        case "domain/devices/lease" -> leases.add(new Lease(lockspace, key, volume, offsetBytes));
        default -> {}
      }
      path.removeLast();
    }
  }
}
