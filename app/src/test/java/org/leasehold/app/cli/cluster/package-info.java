@NullMarked
package org.leasehold.app.cli.cluster;

import org.jspecify.annotations.NullMarked;
