@NullMarked
package org.leasehold.agent.rpc;

import org.jspecify.annotations.NullMarked;
