/// The command line. Reads arguments, calls `core`, prints tables or JSON, returns an exit code.
///
/// It may not load a JavaFX class: `leasehold` runs on hosts without a display.
@NullMarked
package org.leasehold.app.cli;

import org.jspecify.annotations.NullMarked;
