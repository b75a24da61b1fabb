package org.leasehold.agent.install;

import java.io.IOException;

/// One thing that a host gets. Making what is there already, and unmaking what is not, does
/// nothing.
interface Step {
  /// In words, as of something to do.
  String what();

  /// The same of its undoing.
  String undoing();

  Standing look() throws IOException, InterruptedException;

  void make() throws IOException, InterruptedException;

  void unmake() throws IOException, InterruptedException;
}
