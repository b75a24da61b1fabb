@NullMarked
package org.leasehold.app.console.vms;

import org.jspecify.annotations.NullMarked;
