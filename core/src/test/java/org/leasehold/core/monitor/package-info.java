@NullMarked
package org.leasehold.core.monitor;

import org.jspecify.annotations.NullMarked;
