/// The commands that open a window. They know no window system: what opens it is found when it is
/// wanted.
@NullMarked
package org.leasehold.app.cli.desktop;

import org.jspecify.annotations.NullMarked;
