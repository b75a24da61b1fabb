/// Links to real SSH servers, and what needs none.
@NullMarked
package org.leasehold.core.link;

import org.jspecify.annotations.NullMarked;
