@NullMarked
package org.leasehold.agent.hook;

import org.jspecify.annotations.NullMarked;
