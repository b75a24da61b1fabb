@NullMarked
package org.leasehold.app.engine;

import org.jspecify.annotations.NullMarked;
