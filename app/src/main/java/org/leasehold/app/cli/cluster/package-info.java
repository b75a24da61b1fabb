/// What the commands that speak to an engine share: the way to it, names of hosts and VMs, answers.
@NullMarked
package org.leasehold.app.cli.cluster;

import org.jspecify.annotations.NullMarked;
