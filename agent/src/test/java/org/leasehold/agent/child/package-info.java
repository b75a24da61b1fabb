@NullMarked
package org.leasehold.agent.child;

import org.jspecify.annotations.NullMarked;
