@NullMarked
package org.leasehold.core;

import org.jspecify.annotations.NullMarked;
