/// The cluster document as this host keeps it.
@NullMarked
package org.leasehold.agent.document;

import org.jspecify.annotations.NullMarked;
