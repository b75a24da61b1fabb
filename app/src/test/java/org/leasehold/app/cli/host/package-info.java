@NullMarked
package org.leasehold.app.cli.host;

import org.jspecify.annotations.NullMarked;
