package org.leasehold.core.link;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;

/// An open stream to an agent.
///
/// Closing makes a blocked read or write end.
public interface Transport extends Closeable {
  InputStream in();

  OutputStream out();

  /// What the other end printed beside the stream, at most 4 kB, for people; empty when nothing.
  String remarks();
}
