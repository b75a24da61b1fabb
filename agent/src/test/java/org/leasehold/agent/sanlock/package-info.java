@NullMarked
package org.leasehold.agent.sanlock;

import org.jspecify.annotations.NullMarked;
