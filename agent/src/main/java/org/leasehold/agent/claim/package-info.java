/// The engine's claim: the lease `leasehold-engine`, held by a child process for one connection.
@NullMarked
package org.leasehold.agent.claim;

import org.jspecify.annotations.NullMarked;
