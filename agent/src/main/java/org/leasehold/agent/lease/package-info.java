@NullMarked
package org.leasehold.agent.lease;

import org.jspecify.annotations.NullMarked;
