/// The rules of the house as tests. Other modules use them from this module's test jar.
@NullMarked
package org.leasehold.core.house;

import org.jspecify.annotations.NullMarked;
