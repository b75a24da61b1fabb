@NullMarked
package org.leasehold.app.console.tray;

import org.jspecify.annotations.NullMarked;
