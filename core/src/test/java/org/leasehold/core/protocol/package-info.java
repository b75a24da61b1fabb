@NullMarked
package org.leasehold.core.protocol;

import org.jspecify.annotations.NullMarked;
