@NullMarked
package org.leasehold.app.console.connect;

import org.jspecify.annotations.NullMarked;
