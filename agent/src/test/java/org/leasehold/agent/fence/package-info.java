@NullMarked
package org.leasehold.agent.fence;

import org.jspecify.annotations.NullMarked;
