/// Asking the engine for something: what will become of each thing is shown first, then asked, then
/// what became of it.
@NullMarked
package org.leasehold.app.console.effect;

import org.jspecify.annotations.NullMarked;
