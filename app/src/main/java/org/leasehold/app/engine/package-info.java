/// The engine without a window: the monitor, its journal and its socket in one process.
@NullMarked
package org.leasehold.app.engine;

import org.jspecify.annotations.NullMarked;
