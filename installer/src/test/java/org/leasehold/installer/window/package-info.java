/// The window over real hosts: driven by mouse and keyboard, without a display.
@NullMarked
package org.leasehold.installer.window;

import org.jspecify.annotations.NullMarked;
