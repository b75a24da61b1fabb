/// The Lease map: one volume slot by slot, of a cluster or of a file.
@NullMarked
package org.leasehold.app.console.leasemap;

import org.jspecify.annotations.NullMarked;
