@NullMarked
package org.leasehold.app.engine.notify;

import org.jspecify.annotations.NullMarked;
