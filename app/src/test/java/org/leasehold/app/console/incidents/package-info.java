@NullMarked
package org.leasehold.app.console.incidents;

import org.jspecify.annotations.NullMarked;
