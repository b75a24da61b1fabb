/// sanlock through its own client library, by JNA: the reference for `core.sanlock`'s client in
/// Java alone, held to the same contract.
@NullMarked
package org.leasehold.agent.sanlock;

import org.jspecify.annotations.NullMarked;
