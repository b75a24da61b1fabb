/// Tests of the decision engine; [Rig] is the small fake cluster they share.
@NullMarked
package org.leasehold.core.engine;

import org.jspecify.annotations.NullMarked;
