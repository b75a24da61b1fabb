/// The cluster document, as the hosts keep it.
@NullMarked
package org.leasehold.app.cli.document;

import org.jspecify.annotations.NullMarked;
