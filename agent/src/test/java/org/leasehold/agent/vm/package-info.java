@NullMarked
package org.leasehold.agent.vm;

import org.jspecify.annotations.NullMarked;
