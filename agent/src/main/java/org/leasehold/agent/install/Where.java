package org.leasehold.agent.install;

import java.nio.file.Path;

/// Places on a host.
///
/// @param root `/`; another folder in tests
/// @param image the programs that are running
record Where(Path root, Path image) {
  /// Where the programs go; packages of a distribution go to `/usr/lib` instead.
  static final String PROGRAMS = "/opt/leasehold-agent";

  /// What units, hook and sudoers file name, as they are shipped.
  static final String PACKAGED = "/usr/lib/leasehold-agent";

  /// Home of the user that engines and migrations log in as; owned by root, so that the user cannot
  /// let in others. Not below /home: the agent, which keeps the keys of the other hosts, cannot see
  /// that.
  static final String LOGIN = "/var/lib/leasehold-login";

  static final String KEYS = LOGIN + "/.ssh/authorized_keys";
  static final String MIGRATION_KEY = "/etc/leasehold/migration_key";
  static final String MADE = "/etc/leasehold/installed";

  /// The engine's programs, state with journal and key, and what its installation has made; all of
  /// it beside the agent's own.
  static final String ENGINE_PROGRAMS = "/opt/leasehold";

  static final String ENGINE_STATE = "/var/lib/leasehold-engine";
  static final String ENGINE_KEY = ENGINE_STATE + "/.ssh/id_ed25519";
  static final String MADE_ENGINE = "/etc/leasehold/installed-engine";

  /// Of this process.
  static Where here() {
    var archive = System.getProperty("leasehold.archive", PROGRAMS + "/lib/leasehold-agent.jsa");
    var lib = Path.of(archive).toAbsolutePath().getParent();
    var image = lib == null ? null : lib.getParent();
    return new Where(Path.of("/"), image == null ? Path.of(PROGRAMS) : image);
  }

  Path at(String place) {
    return root.resolve(Path.of("/").relativize(Path.of(place)));
  }

  /// A file that the programs bring along.
  Path shared(String name) {
    return image.resolve("share").resolve(name);
  }
}
