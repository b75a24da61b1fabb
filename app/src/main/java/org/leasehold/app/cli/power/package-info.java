/// Commands on hosts' power devices.
@NullMarked
package org.leasehold.app.cli.power;

import org.jspecify.annotations.NullMarked;
