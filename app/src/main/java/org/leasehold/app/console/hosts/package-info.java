/// The hosts: how each stands, and what is done to it.
@NullMarked
package org.leasehold.app.console.hosts;

import org.jspecify.annotations.NullMarked;
