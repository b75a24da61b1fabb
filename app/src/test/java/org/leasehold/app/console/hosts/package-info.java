@NullMarked
package org.leasehold.app.console.hosts;

import org.jspecify.annotations.NullMarked;
