@NullMarked
package org.leasehold.core.journal;

import org.jspecify.annotations.NullMarked;
