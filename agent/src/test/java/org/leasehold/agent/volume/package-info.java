@NullMarked
package org.leasehold.agent.volume;

import org.jspecify.annotations.NullMarked;
