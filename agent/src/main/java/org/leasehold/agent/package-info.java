/// The host agent: the one part of Leasehold that runs as root on each host.
///
/// It may use `core` only; its run-time class path carries no SSH, SQLite or JavaFX jar, which
/// `ClassPathTest` holds.
@NullMarked
package org.leasehold.agent;

import org.jspecify.annotations.NullMarked;
