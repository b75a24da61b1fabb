/// The simulator's own tests, the seeds of the normal run, planted bugs and stories.
@NullMarked
package org.leasehold.core.sim;

import org.jspecify.annotations.NullMarked;
