/// Words, times and sizes as the console shows them.
@NullMarked
package org.leasehold.app.console.text;

import org.jspecify.annotations.NullMarked;
