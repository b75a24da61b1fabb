@NullMarked
package org.leasehold.app.cli;

import org.jspecify.annotations.NullMarked;
