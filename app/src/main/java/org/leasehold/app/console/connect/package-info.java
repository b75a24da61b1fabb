/// Getting to know a cluster through one of its hosts, before there is anything to show.
@NullMarked
package org.leasehold.app.console.connect;

import org.jspecify.annotations.NullMarked;
