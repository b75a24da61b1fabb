/// The window around the screens: navigation, pills, palette, dock, banner, first start.
@NullMarked
package org.leasehold.app.console.shell;

import org.jspecify.annotations.NullMarked;
