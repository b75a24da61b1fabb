/// Power fencing through Debian's fence-agents.
@NullMarked
package org.leasehold.agent.fence;

import org.jspecify.annotations.NullMarked;
