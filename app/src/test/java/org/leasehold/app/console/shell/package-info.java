@NullMarked
package org.leasehold.app.console.shell;

import org.jspecify.annotations.NullMarked;
