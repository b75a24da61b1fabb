@NullMarked
package org.leasehold.app.console.whatif;

import org.jspecify.annotations.NullMarked;
