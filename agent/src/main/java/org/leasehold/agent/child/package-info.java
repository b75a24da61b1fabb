/// Programs the agent runs as children of its own: they write to a volume or hold a lease, so that
/// sanlock, which ends the holder when a lockspace fails, never ends the agent (S13).
@NullMarked
package org.leasehold.agent.child;

import org.jspecify.annotations.NullMarked;
