/// The Overview: incidents, hosts, what is not protected, what if a host died now.
@NullMarked
package org.leasehold.app.console.overview;

import org.jspecify.annotations.NullMarked;
