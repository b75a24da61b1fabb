/// The loop that drives the decision engine over real agents, and the face it shows to the console
/// and the command line. Start reading at `EngineFace`, then `Monitor`.
@NullMarked
package org.leasehold.core.monitor;

import org.jspecify.annotations.NullMarked;
