/// Block files on a real operating system: the edge behind `core.volume`'s port.
@NullMarked
package org.leasehold.core.io;

import org.jspecify.annotations.NullMarked;
