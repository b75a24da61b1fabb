/// The program `leasehold-agent` and its subcommands.
@NullMarked
package org.leasehold.agent.cli;

import org.jspecify.annotations.NullMarked;
