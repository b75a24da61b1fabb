/// The desktop console. Start reading at `ConsoleWindow`, then `shell.Shell`.
@NullMarked
package org.leasehold.app.console;

import org.jspecify.annotations.NullMarked;
