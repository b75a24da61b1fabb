@NullMarked
package org.leasehold.app.console.text;

import org.jspecify.annotations.NullMarked;
