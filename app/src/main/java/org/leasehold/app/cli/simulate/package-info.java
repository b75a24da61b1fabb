/// `leasehold simulate`: runs the simulator over many seeds, or tells the story of one.
///
/// Threads live here; the simulator itself has none.
@NullMarked
package org.leasehold.app.cli.simulate;

import org.jspecify.annotations.NullMarked;
