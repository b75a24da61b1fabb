package org.leasehold.agent.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.leasehold.agent.hook.DiskIdentity;

/// Tells whether two definitions name one disk: links, doubled slashes and second device nodes must
/// not hide it. Never waits longer than a moment for storage that hangs; then the name alone
/// counts.
///
/// What was asked is remembered: one of these serves one look. Not for several threads.
final class DiskNames {
  private static final Duration AT_MOST = Duration.ofSeconds(2);

  private final PathProbe probe;
  private final Map<String, Set<String>> known = new HashMap<>();

  DiskNames() {
    this(new PathProbe(AT_MOST));
  }

  /// @param probe kept by somebody who asks again and again: it remembers what hangs
  DiskNames(PathProbe probe) {
    this.probe = probe;
  }

  static PathProbe probe() {
    return new PathProbe(AT_MOST);
  }

  boolean isAmong(String disk, Collection<String> disks) throws InterruptedException {
    var names = of(disk);
    for (var other : disks) {
      if (!Collections.disjoint(names, of(other))) return true;
    }
    return false;
  }

  private Set<String> of(String disk) throws InterruptedException {
    var before = known.get(disk);
    if (before != null) return before;
    var names = new TreeSet<>(Set.of(disk));
    if (disk.startsWith("/")) {
      var identity = new AtomicReference<String>();
      var answer = probe.ask(Path.of(disk), path -> isIdentified(path, identity));
      var found = identity.get();
      if (answer == PathProbe.Answer.YES && found != null) names.add(found);
    }
    known.put(disk, names);
    return names;
  }

  private static boolean isIdentified(Path path, AtomicReference<String> identity) {
    try {
      identity.set(DiskIdentity.of(path));
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
