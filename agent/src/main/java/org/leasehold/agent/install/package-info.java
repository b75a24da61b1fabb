/// Puts the agent on a host and takes it away again, run by root over the admin's own login. Each
/// step can be looked at, made and unmade; what was made is written down, so that only that is
/// taken away.
@NullMarked
package org.leasehold.agent.install;

import org.jspecify.annotations.NullMarked;
