/// What people set: the cluster, its times, its stores, who is told, the window.
@NullMarked
package org.leasehold.app.console.settings;

import org.jspecify.annotations.NullMarked;
