/// "I rebooted this host": evidence first.
@NullMarked
package org.leasehold.app.console.confirm;

import org.jspecify.annotations.NullMarked;
