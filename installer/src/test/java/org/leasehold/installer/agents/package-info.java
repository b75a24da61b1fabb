/// Tests of whole hosts, in the lab: real daemons, the agent from its image, started by its unit.
@NullMarked
package org.leasehold.installer.agents;

import org.jspecify.annotations.NullMarked;
