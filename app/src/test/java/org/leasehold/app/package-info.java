@NullMarked
package org.leasehold.app;

import org.jspecify.annotations.NullMarked;
