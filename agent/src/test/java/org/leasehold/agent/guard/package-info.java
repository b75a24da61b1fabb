@NullMarked
package org.leasehold.agent.guard;

import org.jspecify.annotations.NullMarked;
