/// What the agent writes down so that it survives restarts: its run number, the highest epoch, and
/// events until an engine has acknowledged them. Small files with checksums and fsync, no database.
@NullMarked
package org.leasehold.agent.journal;

import org.jspecify.annotations.NullMarked;
