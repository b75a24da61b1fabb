/// The client's contract against real daemons, the bench that runs them, and what needs none.
@NullMarked
package org.leasehold.core.sanlock;

import org.jspecify.annotations.NullMarked;
