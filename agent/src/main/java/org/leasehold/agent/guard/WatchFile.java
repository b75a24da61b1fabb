package org.leasehold.agent.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;

/// The lockspaces this host's guard watches over: the agent writes it before it joins one, the
/// guard only reads it.
///
/// One line each, `lockspace NAME HOST-ID IO-TIMEOUT-SECONDS PATH`, after a first line that names
/// the format. In `/run`, so that it goes with the boot whose VMs it is about. A VM whose lease
/// lies in a lockspace that is not listed here is none of the guard's business.
public record WatchFile(List<Watched> lockspaces) {
  public static final Path PLACE = Path.of("/run/leasehold/guard.watch");

  private static final String HEAD = "leasehold-guard 1";

  public WatchFile {
    lockspaces = List.copyOf(lockspaces);
  }

  /// @param volume path of the volume on this host, without spaces
  public record Watched(LockspaceName name, HostId host, IoTimeout ioTimeout, Path volume) {
    public Watched {
      if (!volume.isAbsolute() || volume.toString().chars().anyMatch(Character::isWhitespace)) {
        throw new IllegalArgumentException(
            "the volume's path must be absolute and without spaces: " + volume);
      }
    }
  }

  /// @throws IllegalArgumentException with the line that is not understood
  public static WatchFile parse(String text) {
    var lines = text.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
      throw new IllegalArgumentException("the first line is not '" + HEAD + "'");
    }
    var watched = new ArrayList<Watched>();
    for (var line : lines.subList(1, lines.size())) {
      if (line.isBlank()) continue;
      var words = line.split(" ", -1);
      if (words.length != 5 || !words[0].equals("lockspace")) {
        throw new IllegalArgumentException("not understood: '" + line + "'");
      }
      try {
        watched.add(
            new Watched(
                new LockspaceName(words[1]),
                new HostId(Integer.parseInt(words[2])),
                new IoTimeout(Integer.parseInt(words[3])),
                Path.of(words[4])));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "not understood: '%s': %s".formatted(line, e.getMessage()), e);
      }
    }
    return new WatchFile(watched);
  }

  public String text() {
    var text = new StringBuilder(HEAD).append('\n');
    for (var one : lockspaces) {
      text.append(
          "lockspace %s %s %d %s\n"
              .formatted(one.name(), one.host(), one.ioTimeout().seconds(), one.volume()));
    }
    return text.toString();
  }

  /// Puts it in place in one step, readable for root alone.
  public void write(Path place) throws IOException {
    var aside = place.resolveSibling(place.getFileName() + ".new");
    Files.deleteIfExists(aside);
    Files.createFile(
        aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(aside, text());
    Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
  }
}
