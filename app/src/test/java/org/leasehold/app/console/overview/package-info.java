@NullMarked
package org.leasehold.app.console.overview;

import org.jspecify.annotations.NullMarked;
