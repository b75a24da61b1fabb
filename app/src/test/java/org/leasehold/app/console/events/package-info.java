@NullMarked
package org.leasehold.app.console.events;

import org.jspecify.annotations.NullMarked;
