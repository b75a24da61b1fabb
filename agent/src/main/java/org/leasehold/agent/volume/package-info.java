/// Volumes, leases and lockspaces of this host: joined, left, watched, edited; and what is asked of
/// another host through the store. What writes to a volume runs in a child process that holds the
/// lease it writes under (S13).
@NullMarked
package org.leasehold.agent.volume;

import org.jspecify.annotations.NullMarked;
