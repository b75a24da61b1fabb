@NullMarked
package org.leasehold.core.volume;

import org.jspecify.annotations.NullMarked;
