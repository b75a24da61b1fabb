@NullMarked
package org.leasehold.app.repair;

import org.jspecify.annotations.NullMarked;
