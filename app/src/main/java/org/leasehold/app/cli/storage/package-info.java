/// Commands on storage domains.
@NullMarked
package org.leasehold.app.cli.storage;

import org.jspecify.annotations.NullMarked;
