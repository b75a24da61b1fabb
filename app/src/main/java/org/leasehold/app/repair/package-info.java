/// Mending a volume with this host's sanlock: for the command line and for the window.
@NullMarked
package org.leasehold.app.repair;

import org.jspecify.annotations.NullMarked;
