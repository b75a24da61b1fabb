/// An icon in the desktop's tray: how the cluster stands, as a StatusNotifierItem on the session
/// bus. Where the desktop has no place for it, nothing happens.
@NullMarked
package org.leasehold.app.console.tray;

import org.jspecify.annotations.NullMarked;
