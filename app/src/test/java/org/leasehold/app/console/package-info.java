@NullMarked
package org.leasehold.app.console;

import org.jspecify.annotations.NullMarked;
