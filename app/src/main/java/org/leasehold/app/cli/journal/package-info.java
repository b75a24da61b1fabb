/// `leasehold journal`: takes a stretch out of an engine's journal and decides it again.
@NullMarked
package org.leasehold.app.cli.journal;

import org.jspecify.annotations.NullMarked;
