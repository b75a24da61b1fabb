@NullMarked
package org.leasehold.app.console.leasemap;

import org.jspecify.annotations.NullMarked;
