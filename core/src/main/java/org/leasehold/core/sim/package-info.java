/// A whole cluster as discrete events: hosts, power, sanlock, libvirt, QEMU, agents, networks,
/// storage paths, engines and an admin, driven by one seed and its own clock, watched by invariants
/// after every event.
///
/// Pure: no clock, no thread, no I/O, no randomness but [SeededRandom]. Shipped: the tests, the
/// `simulate` command, the demo and the what-if screen run the same world. Start reading at
/// [Simulation], then [World].
@NullMarked
package org.leasehold.core.sim;

import org.jspecify.annotations.NullMarked;
