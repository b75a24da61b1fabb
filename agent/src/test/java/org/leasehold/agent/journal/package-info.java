@NullMarked
package org.leasehold.agent.journal;

import org.jspecify.annotations.NullMarked;
