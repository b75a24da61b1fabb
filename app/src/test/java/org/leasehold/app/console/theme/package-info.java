@NullMarked
package org.leasehold.app.console.theme;

import org.jspecify.annotations.NullMarked;
