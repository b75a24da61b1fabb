@NullMarked
package org.leasehold.app.cli.volume;

import org.jspecify.annotations.NullMarked;
