@NullMarked
package org.leasehold.app.console.confirm;

import org.jspecify.annotations.NullMarked;
