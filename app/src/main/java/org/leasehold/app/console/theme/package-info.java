/// The two themes, their colours and fonts.
@NullMarked
package org.leasehold.app.console.theme;

import org.jspecify.annotations.NullMarked;
