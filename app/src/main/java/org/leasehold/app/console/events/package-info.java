/// The screen Events: what happened, with its reasons.
@NullMarked
package org.leasehold.app.console.events;

import org.jspecify.annotations.NullMarked;
