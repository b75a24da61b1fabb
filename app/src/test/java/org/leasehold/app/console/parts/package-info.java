@NullMarked
package org.leasehold.app.console.parts;

import org.jspecify.annotations.NullMarked;
