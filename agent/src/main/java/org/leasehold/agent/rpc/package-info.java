/// The JSON-RPC server of the agent: socket, sessions, dispatch with deadlines, and the check that
/// every changing call is of the newest epoch, young, and resting on a report that still holds.
@NullMarked
package org.leasehold.agent.rpc;

import org.jspecify.annotations.NullMarked;
