/// Small pieces of windows that several screens use; they know no engine.
@NullMarked
package org.leasehold.app.console.parts;

import org.jspecify.annotations.NullMarked;
