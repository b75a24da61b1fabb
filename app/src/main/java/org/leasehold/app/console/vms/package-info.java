/// The VMs: how each stands, why, and what is done to it.
@NullMarked
package org.leasehold.app.console.vms;

import org.jspecify.annotations.NullMarked;
