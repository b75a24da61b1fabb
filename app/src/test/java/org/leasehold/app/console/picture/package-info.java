@NullMarked
package org.leasehold.app.console.picture;

import org.jspecify.annotations.NullMarked;
