package org.leasehold.agent.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What libvirt writes of a running VM into `/run/libvirt/qemu/NAME.xml`, as far as the guard needs
/// it: there without libvirtd, and on no disk.
///
/// Read by its tags and not by an XML parser, which would double the guard's memory; libvirt writes
/// these files itself, always in the same form. Comments are not understood and do not occur
/// inside.
///
/// @param pid of QEMU; 0 before it has one
/// @param running the guest's CPUs execute, by libvirt's word. Not so while it starts: QEMU is
///   there then, its lease is not yet, and the state is still "shutoff"
/// @param cpuThreads thread ids of the guest's CPUs
/// @see "libvirt src/qemu/qemu_domain.c: qemuDomainObjPrivateXMLFormat; src/conf/domain_conf.c:
///   virDomainObjFormat"
record LibvirtStatus(
    String name,
    String uuid,
    long pid,
    boolean running,
    List<Long> cpuThreads,
    List<LibvirtStatus.Lease> leases) {

  /// @see "libvirt src/conf/domain_conf.c: virDomainState"
  private static final List<String> RUNNING = List.of("running", "idle", "blocked");

  /// @param path of the volume as this host sees it
  record Lease(String lockspace, String key, String path, long offsetBytes) {}

  /// Empty for a file that is not understood, such as one that is being written.
  static Optional<LibvirtStatus> parse(String xml) {
    var root = Tag.first(xml, "domstatus", 0);
    if (root == null) return Optional.empty();
    var domain = Tag.first(xml, "domain", root.end);
    if (domain == null || !xml.contains("</domstatus>")) return Optional.empty();
    try {
      var cpus = new ArrayList<Long>();
      for (var tag = Tag.first(xml, "vcpu", root.end);
          tag != null && tag.end < domain.end;
          tag = Tag.first(xml, "vcpu", tag.end)) {
        var pid = tag.value("pid");
        if (pid != null) cpus.add(Long.parseLong(pid));
      }
      var pid = root.value("pid");
      return Optional.of(
          new LibvirtStatus(
              content(xml, "name", domain.end),
              content(xml, "uuid", domain.end),
              pid == null ? 0 : Long.parseLong(pid),
              RUNNING.contains(String.valueOf(root.value("state"))),
              List.copyOf(cpus),
              leases(xml, domain.end)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static List<Lease> leases(String xml, int from) {
    var leases = new ArrayList<Lease>();
    for (var tag = Tag.first(xml, "lease", from); tag != null; ) {
      var target = Tag.first(xml, "target", tag.end);
      if (target == null) break;
      var path = target.value("path");
      if (path != null) {
        var offset = target.value("offset");
        leases.add(
            new Lease(
                content(xml, "lockspace", tag.end),
                content(xml, "key", tag.end),
                path,
                offset == null ? 0 : Long.parseLong(offset)));
      }
      tag = Tag.first(xml, "lease", tag.end);
    }
    return List.copyOf(leases);
  }

  private static String content(String xml, String element, int from) {
    var tag = Tag.first(xml, element, from);
    if (tag == null) return "";
    int end = xml.indexOf("</" + element + ">", tag.end);
    return end < 0 ? "" : Tag.decoded(xml.substring(tag.end, end));
  }

  /// One opening tag.
  private record Tag(String text, int end) {
    static @Nullable Tag first(String xml, String element, int from) {
      for (int at = xml.indexOf("<" + element, from);
          at >= 0;
          at = xml.indexOf("<" + element, at + 1)) {
        int after = at + 1 + element.length();
        int end = xml.indexOf('>', after);
        if (end < 0) return null;
        if (" />\n".indexOf(xml.charAt(after)) >= 0)
          return new Tag(xml.substring(at, end), end + 1);
      }
      return null;
    }

    @Nullable String value(String attribute) {
      int at = text.indexOf(" " + attribute + "='");
      if (at < 0) return null;
      int from = at + attribute.length() + 3;
      int end = text.indexOf('\'', from);
      return end < 0 ? null : decoded(text.substring(from, end));
    }

    static String decoded(String text) {
      return text.replace("&lt;", "<")
          .replace("&gt;", ">")
          .replace("&apos;", "'")
          .replace("&quot;", "\"")
          .replace("&amp;", "&");
    }
  }
}
