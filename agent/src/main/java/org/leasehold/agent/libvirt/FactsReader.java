package org.leasehold.agent.libvirt;

import static org.leasehold.agent.libvirt.SafeXml.child;
import static org.leasehold.agent.libvirt.SafeXml.children;
import static org.leasehold.agent.libvirt.SafeXml.text;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.leasehold.agent.vm.BadDefinitionException;
import org.leasehold.agent.vm.DefinitionFacts;
import org.leasehold.agent.vm.DefinitionFacts.Disk;
import org.leasehold.agent.vm.DefinitionFacts.LocalFile;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.sanlock.ResourceAt;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/// Reads what Leasehold needs from domain XML; everything else is left alone.
///
/// @see "libvirt docs/formatdomain.rst"
final class FactsReader {
  private static final Map<String, Long> KIB =
      Map.ofEntries(
          Map.entry("", 1L),
          Map.entry("k", 1L),
          Map.entry("KiB", 1L),
          Map.entry("M", 1L << 10),
          Map.entry("MiB", 1L << 10),
          Map.entry("G", 1L << 20),
          Map.entry("GiB", 1L << 20),
          Map.entry("T", 1L << 30),
          Map.entry("TiB", 1L << 30));

  private FactsReader() {}

  static DefinitionFacts read(Document document) throws BadDefinitionException {
    var root = document.getDocumentElement();
    if (!root.getTagName().equals("domain")) {
      throw new BadDefinitionException(
          "the XML describes a %s, not a VM".formatted(root.getTagName()));
    }
    var name = text(root, "name");
    if (name.isEmpty()) throw new BadDefinitionException("the XML names no VM");
    var vm = vm(text(root, "uuid"), name);
    var os = child(root, "os");
    var type = os.flatMap(it -> child(it, "type"));
    var devices = child(root, "devices");
    var cards = devices.map(it -> children(it, "interface")).orElse(List.of());
    return new DefinitionFacts(
        vm,
        name,
        (memoryKib(root, name) + 1023) / 1024,
        type.map(it -> it.getAttribute("machine")).orElse(""),
        type.map(it -> it.getAttribute("arch")).orElse(""),
        root.getAttribute("type"),
        devices.map(it -> text(it, "emulator")).orElse(""),
        child(root, "cpu").map(FactsReader::cpu).orElse(""),
        disks(devices.map(it -> children(it, "disk")).orElse(List.of())),
        leases(name, devices.map(it -> children(it, "lease")).orElse(List.of())),
        sources(cards, "bridge"),
        sources(cards, "network"),
        localFiles(os.orElse(null), devices.orElse(null)),
        devices.map(it -> children(it, "hostdev")).orElse(List.of()).stream()
            .map(it -> it.getAttribute("type"))
            .toList());
  }

  private static VmId vm(String uuid, String name) throws BadDefinitionException {
    if (!uuid.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
      throw new BadDefinitionException(
          "the XML of VM %s has no uuid that can be used: '%s'".formatted(name, uuid));
    }
    return new VmId(uuid.toLowerCase(java.util.Locale.ROOT));
  }

  private static long memoryKib(Element root, String name) throws BadDefinitionException {
    var memory = child(root, "memory");
    if (memory.isEmpty()) return 0;
    var unit = memory.get().getAttribute("unit");
    var factor = KIB.get(unit);
    var number = memory.get().getTextContent().strip();
    if (unit.equals("b") || unit.equals("bytes")) factor = 0L;
    try {
      long value = Long.parseLong(number);
      if (factor == null || value < 0) throw new NumberFormatException();
      return factor == 0 ? value / 1024 : Math.multiplyExact(value, factor);
    } catch (NumberFormatException | ArithmeticException _) {
      throw new BadDefinitionException(
          "the memory of VM %s is not understood: '%s %s'".formatted(name, number, unit));
    }
  }

  /// Only an exact CPU model has to fit; the other modes take what the host has.
  private static String cpu(Element cpu) {
    boolean model = child(cpu, "model").isPresent();
    boolean exact = cpu.getAttribute("mode").isEmpty() || cpu.getAttribute("mode").equals("custom");
    return model && exact ? SafeXml.write(alone(cpu)) : "";
  }

  private static Document alone(Element element) {
    var document = (Document) element.getOwnerDocument().cloneNode(false);
    document.appendChild(document.importNode(element, true));
    return document;
  }

  private static List<Disk> disks(List<Element> elements) {
    return elements.stream().map(FactsReader::disk).toList();
  }

  private static Disk disk(Element disk) {
    var driver = child(disk, "driver");
    var device = disk.getAttribute("device");
    return new Disk(
        child(disk, "target").map(it -> it.getAttribute("dev")).orElse(""),
        disk.getAttribute("type"),
        child(disk, "source").map(FactsReader::source).orElse(""),
        driver.map(it -> it.getAttribute("cache")).orElse(""),
        driver.map(it -> it.getAttribute("error_policy")).orElse(""),
        child(disk, "readonly").isPresent() || device.equals("cdrom"),
        child(disk, "shareable").isPresent());
  }

  private static String source(Element source) {
    for (var name : List.of("file", "dev", "dir")) {
      if (source.hasAttribute(name)) return source.getAttribute(name);
    }
    var parts = new ArrayList<String>();
    for (var name : List.of("protocol", "pool", "name", "volume")) {
      if (source.hasAttribute(name)) parts.add(source.getAttribute(name));
    }
    return String.join(":", parts);
  }

  private static List<ResourceAt> leases(String vm, List<Element> elements)
      throws BadDefinitionException {
    var leases = new ArrayList<ResourceAt>();
    for (var lease : elements) {
      var target = child(lease, "target");
      var path = target.map(it -> it.getAttribute("path")).orElse("");
      var offset = target.map(it -> it.getAttribute("offset")).orElse("");
      try {
        leases.add(
            new ResourceAt(
                new LockspaceName(text(lease, "lockspace")),
                new LeaseId(text(lease, "key")),
                new LeasePlace(Path.of(path), offset.isEmpty() ? 0 : Long.parseLong(offset))));
      } catch (InvalidPathException | NumberFormatException e) {
        throw new BadDefinitionException(
            "the place of a lease of VM %s is not understood: '%s' at '%s'"
                .formatted(vm, path, offset));
      } catch (IllegalArgumentException e) {
        throw new BadDefinitionException(
            "a lease of VM %s cannot be used: %s".formatted(vm, e.getMessage()));
      }
    }
    return leases;
  }

  private static List<String> sources(List<Element> cards, String kind) {
    return cards.stream()
        .filter(card -> card.getAttribute("type").equals(kind))
        .flatMap(card -> child(card, "source").stream())
        .map(source -> source.getAttribute(kind))
        .filter(source -> !source.isEmpty())
        .distinct()
        .toList();
  }

  private static List<LocalFile> localFiles(
      @org.jspecify.annotations.Nullable Element os,
      @org.jspecify.annotations.Nullable Element devices) {
    var files = new ArrayList<LocalFile>();
    if (os != null) {
      addFile(files, "kernel", text(os, "kernel"), true);
      addFile(files, "initrd", text(os, "initrd"), true);
      addFile(files, "firmware", text(os, "loader"), true);
      addFile(files, "NVRAM", text(os, "nvram"), false);
    }
    if (devices != null && !children(devices, "tpm").isEmpty()) {
      addFile(files, "TPM state", "/var/lib/libvirt/swtpm", false);
    }
    return files;
  }

  private static void addFile(List<LocalFile> files, String what, String path, boolean mustExist) {
    if (!path.isEmpty()) files.add(new LocalFile(what, path, mustExist));
  }
}
