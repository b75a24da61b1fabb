/// `leasehold-guard`: ends VMs that run without the protection of their lease (S7 to S9).
///
/// A unit of its own: no RPC, no libvirt, no write before the kill. [GuardRules] and what it takes
/// are pure; the rest reads clocks, `/proc`, libvirt's status files, sanlock and the volume.
@NullMarked
package org.leasehold.agent.guard;

import org.jspecify.annotations.NullMarked;
