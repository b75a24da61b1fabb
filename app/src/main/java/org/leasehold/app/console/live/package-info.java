/// What the console remembers of snapshots: renewal times, lease owners, what is protected. Pure.
@NullMarked
package org.leasehold.app.console.live;

import org.jspecify.annotations.NullMarked;
