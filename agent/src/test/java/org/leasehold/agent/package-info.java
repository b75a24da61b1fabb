@NullMarked
package org.leasehold.agent;

import org.jspecify.annotations.NullMarked;
