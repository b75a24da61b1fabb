@NullMarked
package org.leasehold.core.io;

import org.jspecify.annotations.NullMarked;
