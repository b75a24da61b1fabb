@NullMarked
package org.leasehold.agent.claim;

import org.jspecify.annotations.NullMarked;
