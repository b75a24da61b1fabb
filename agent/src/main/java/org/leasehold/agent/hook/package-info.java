/// The libvirt `qemu` hook (S6, S10): refuses a domain that would use a protected disk without the
/// disk's lease, or restore an image that is older than the disk. Independent of the agent: all it
/// needs is [ProtectedDisks], a small file that only root reads.
@NullMarked
package org.leasehold.agent.hook;

import org.jspecify.annotations.NullMarked;
