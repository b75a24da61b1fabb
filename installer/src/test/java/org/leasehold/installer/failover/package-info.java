/// Failover for real: an engine, real hosts, guests that write, and plugs that are pulled.
@NullMarked
package org.leasehold.installer.failover;

import org.jspecify.annotations.NullMarked;
