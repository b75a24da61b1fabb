@NullMarked
package org.leasehold.agent.check;

import org.jspecify.annotations.NullMarked;
