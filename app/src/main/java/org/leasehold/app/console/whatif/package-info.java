/// The screen What-if: plugs pulled on a simulated copy of the present cluster.
@NullMarked
package org.leasehold.app.console.whatif;

import org.jspecify.annotations.NullMarked;
