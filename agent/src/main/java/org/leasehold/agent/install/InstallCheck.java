package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.protocol.HostTopic.CheckLine;

/// What of an installation is missing, in words. A host that was set up in another way is asked for
/// the migration key only.
public final class InstallCheck {
  private static final String FIX = "run `leasehold host install` for this host again";

  private final Where where;

  InstallCheck(Where where) {
    this.where = where;
  }

  public static InstallCheck ofThisHost() {
    return new InstallCheck(Where.here());
  }

  public List<CheckLine> findings() {
    var findings = new ArrayList<CheckLine>();
    if (!Files.exists(where.at(Where.MIGRATION_KEY))) {
      findings.add(
          new CheckLine(
              "install.migration-key",
              false,
              "this host has no migration key: no VM can move away from it",
              FIX));
    }
    try {
      if (Files.exists(where.at(Where.MADE))) installed(findings);
    } catch (IOException e) {
      findings.add(
          new CheckLine(
              "install.unreadable",
              false,
              "the installation cannot be looked at: " + e.getMessage(),
              FIX));
    }
    return findings;
  }

  private void installed(List<CheckLine> findings) throws IOException {
    var installation = new Installation(where, Commands.REAL);
    var files = new ArrayList<>(installation.files());
    files.add(installation.hook());
    for (var file : files) {
      if (file.look() instanceof Standing.There) continue;
      boolean there = Files.exists(where.at(file.place()));
      findings.add(
          new CheckLine(
              "install.file",
              !there,
              "%s %s".formatted(file.place(), there ? "is not as it was installed" : "is missing"),
              there ? "if nobody changed it on purpose, move it away and " + FIX : FIX));
    }
    for (var unit : Services.UNITS) {
      if (Services.isEnabled(where, unit)) continue;
      findings.add(
          new CheckLine(
              "install.unit",
              true,
              unit + " does not start when this host boots",
              "systemctl enable " + unit));
    }
    if (!Files.exists(where.at("/usr/bin/sudo"))) {
      findings.add(
          new CheckLine(
              "install.sudo",
              false,
              "sudo is not installed: the engine cannot restart an agent that hangs",
              "install the package sudo, and " + FIX));
    }
  }
}
